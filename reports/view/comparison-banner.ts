import type { ComparisonVerdict } from '../../gate/core/model/comparison.ts';
import type { ComparisonRecord, MetricComparison } from '../../gate/core/model/comparison-record.ts';
import type { Outcome, Problem } from '../../gate/core/model/verdict.ts';
import { formatCount, formatDuration, formatValue } from '../../gate/core/text/format-value.ts';
import { changeInterval, changeText } from './change-text.ts';
import { isChanceAmongMany, marginText, worstFirst } from './metric-rows.ts';
import { capitalised, nameWords, sentence, unbroken } from './words.ts';

/** The answer, before everything else. */
export interface ComparisonBanner {
  readonly outcome: Outcome;
  readonly word: string;
  /** Names the worst metric with effect, interval and margin, then what it took to say so. */
  readonly sentence: string;
  /** Of the metrics that decide. */
  readonly counts: readonly { readonly verdict: ComparisonVerdict; readonly count: string }[];
}

const VERDICTS: readonly ComparisonVerdict[] = ['regression', 'invalid', 'inconclusive', 'unchanged', 'improvement'];

/** `problems`: all that are known of the measurement. */
export function comparisonBanner(record: ComparisonRecord, problems: readonly Problem[]): ComparisonBanner {
  const primary = record.metrics.filter(({ role }) => role === 'primary');
  const count = (verdict: ComparisonVerdict) =>
    primary.filter(({ comparison }) => comparison.verdict === verdict).length;
  return {
    outcome: record.outcome,
    word: record.outcome.toUpperCase(),
    sentence: unbroken(`${worstSentence(record, primary, problems)} ${costSentence(record)}`),
    counts: VERDICTS.filter((verdict) => count(verdict) > 0).map((verdict) => ({
      verdict,
      count: formatCount(count(verdict)),
    })),
  };
}

function worstSentence(
  record: ComparisonRecord,
  primary: readonly MetricComparison[],
  problems: readonly Problem[],
): string {
  const [worst] = worstFirst(primary);
  const invalid = problems.find(({ severity }) => severity === 'invalid');
  const doubt = invalid === undefined ? '' : ` ${sentence(invalid.message)}`;
  if (worst === undefined) return `Nothing was judged: no metric of the plan was measured.${doubt}`;
  const what = capitalised(nameWords(worst, record.benchmark.kind));
  const margin = `its margin of ${marginText(worst)}`;
  switch (worst.comparison.verdict) {
    case 'regression':
      return worst.comparison.estimate === null
        ? `${what} is worse, beyond ${margin}: ${sentence(worst.comparison.reason)}`
        : `${what} is worse by ${effectWords(worst)}, beyond ${margin}${valuesText(worst)}.`;
    case 'invalid':
      return `${what} cannot be judged: ${sentence(worst.comparison.reason)}`;
    case 'inconclusive':
      return worst.comparison.estimate === null
        ? `${what} cannot be told: ${sentence(worst.comparison.reason)}`
        : `${what} changed by ${effectWords(worst)}${isChanceAmongMany(worst) ? `, beyond ${margin}: among so many metrics one is that far off by chance` : `: too uncertain to tell from ${margin}`}.${doubt}`;
    case 'improvement':
      return `Nothing that decides got worse. ${what} is better: ${effectWords(worst)}${valuesText(worst)}.${doubt}`;
    case 'unchanged':
      return worst.comparison.estimate === null
        ? `Nothing that decides got worse by its margin.${doubt}`
        : `Nothing that decides got worse by its margin. Nearest: ${nameWords(worst, record.benchmark.kind)} changed by ${effectWords(worst)}, ${marginText(worst)} allowed.${doubt}`;
  }
}

/** `+12.3 % (+9.8 to +14.9 %)`. */
function effectWords({ comparison: { estimate, interval } }: MetricComparison): string {
  if (estimate === null) return 'no measurable size';
  return `${changeText(estimate)}${interval === null ? '' : ` (${changeInterval(interval)})`}`;
}

/** `: 2.31 ms became 2.60 ms`. */
function valuesText({ baseline, candidate, unit }: MetricComparison): string {
  if (baseline === null || candidate === null) return '';
  return `: ${formatValue(baseline, unit)} became ${formatValue(candidate, unit)}`;
}

function costSentence({ launches, secondsToVerdict }: ComparisonRecord): string {
  const count = launches.length === 1 ? 'one launch' : `${launches.length} launches`;
  return `Seen in ${count} of each side, ${formatDuration(Math.round(secondsToVerdict))} from command to verdict.`;
}
