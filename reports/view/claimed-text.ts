import type { ClaimRule } from '../../gate/core/model/claim.ts';
import { formatLimit } from '../../gate/core/text/format-value.ts';
import { metricWords } from './words.ts';

/** The number that a claim is held to, in the unit of its metric: `< 85 ms`, `> 80 %`, `≤ −57.5 %`, `≤ 50 MB more`. */
export function claimedText(rule: ClaimRule, unit: string): string {
  switch (rule.kind) {
    case 'limit':
      return rule.below === undefined
        ? `> ${formatLimit(rule.above ?? Number.NaN, unit)}`
        : `< ${formatLimit(rule.below, unit)}`;
    case 'change':
      return rule.atMost === undefined
        ? `≥ ${changeLimit(rule.atLeast ?? Number.NaN)}`
        : `≤ ${changeLimit(rule.atMost)}`;
    case 'difference':
      return `≤ ${formatLimit(rule.atMost, unit)} more`;
    case 'slope':
      return `≤ ${formatLimit(rule.atMost, unit)}`;
  }
}

/** What a claim is about: `latency p95`, `slope of latency p50`. */
export function claimMetricWords({ kind, metric }: ClaimRule): string {
  const words = metricWords(metric);
  return kind === 'slope' ? `slope of ${words}` : kind === 'change' ? `change of ${words}` : words;
}

/** As its author wrote it: `−57.5 %`. */
function changeLimit(change: number): string {
  const sign = change > 0 ? '+' : change < 0 ? '−' : '';
  return `${sign}${formatLimit(Math.abs(change), 'share')}`;
}
