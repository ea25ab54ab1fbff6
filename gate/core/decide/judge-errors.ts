import type { ComparisonPlan, Launch } from '../model/comparison-record.ts';
import type { RatioBlock } from '../model/series.ts';
import { repeatedP } from '../stats/repeated-p.ts';
import type { ComparedMetric } from './compared-metrics.ts';
import {
  decideErrors,
  ERROR_MARGIN,
  type ErrorChange,
  EXCLUDED_MARGINS,
  errorChange,
  type LaunchErrors,
} from './error-change.ts';
import { type FoundSeries, findSeries } from './find-series.ts';
import { FEWEST_LAUNCHES } from './judge-launches.ts';
import type { JudgedMetric, Look } from './judged-metric.ts';
import { withoutSize } from './paired-with-zero.ts';

/**
 * Judges the error rate of all requests or of a route. It has no ratio, for most services never fail: its difference is judged, in shares of requests. A
 * certain increase by one request in a thousand matters; unchanged asks that five in a thousand are excluded, for a route five in a thousand of all
 * requests. `launches`: those until the latest look.
 */
export function judgeErrors(
  metric: ComparedMetric,
  plan: ComparisonPlan,
  launches: readonly Launch[],
  looks: readonly Look[],
): JudgedMetric {
  const last = looks.at(-1);
  if (last === undefined) throw new RangeError('a comparison is looked at at least once');
  const margin = plan.margins[metric.metric] ?? ERROR_MARGIN;
  const named = { ...metric, unit: 'share', better: 'lower' as const, margin, launches: launches.map(() => null) };
  const invalid = (reason: string): JudgedMetric => ({
    ...named,
    baseline: null,
    candidate: null,
    comparison: { ...withoutSize('invalid', reason, 0, 1 - last.alpha), looks: last.number },
    pWorse: null,
    pBetter: null,
  });
  const errors: LaunchErrors[] = [];
  for (const [position, launch] of launches.entries()) {
    const sides = { baseline: blocksOf(launch, 'baseline', metric), candidate: blocksOf(launch, 'candidate', metric) };
    const { baseline, candidate } = sides;
    if (baseline.kind !== 'found') return invalid(`launch ${position + 1}, the baseline: ${baseline.reason}`);
    if (candidate.kind !== 'found') return invalid(`launch ${position + 1}, the candidate: ${candidate.reason}`);
    if (baseline.series.kind !== 'ratio' || candidate.series.kind !== 'ratio')
      return invalid('failures are not counted');
    errors.push({ baseline: baseline.series.blocks, candidate: candidate.series.blocks });
  }
  if (errors.length === 0) return invalid('nothing was measured');
  const changes = looks.map((look) => errorChange(errors.slice(0, look.launches), look.alpha));
  const change = changes.at(-1);
  if (change === undefined) throw new RangeError('a comparison is looked at at least once');
  const share = metric.route === null ? 1 : shareOfAll(launches, errors);
  const excluded = Math.min(1, (margin * EXCLUDED_MARGINS) / share);
  const verdict = decideErrors(change, margin, excluded);
  const [pWorse, pBetter] = (['pWorse', 'pBetter'] as const).map((side) =>
    change[side] === null
      ? null
      : repeatedP(
          plan.looks,
          changes.map((one) => one[side] ?? 1),
        ),
  );
  const message = `${launches.length} of at least ${FEWEST_LAUNCHES} launches: how failures differ between launches is hardly known`;
  return {
    ...named,
    baseline: change.baseline,
    candidate: change.candidate,
    comparison: {
      ...withoutSize(verdict, inWords(change, excluded, verdict === 'inconclusive'), change.requests, 1 - last.alpha),
      looks: last.number,
      pValue: pWorse ?? null,
      warnings: launches.length < FEWEST_LAUNCHES ? [{ code: 'FEW_LAUNCHES', message }] : [],
    },
    pWorse: pWorse ?? null,
    pBetter: pBetter ?? null,
  };
}

function blocksOf(launch: Launch, side: 'baseline' | 'candidate', { metric, route }: ComparedMetric): FoundSeries {
  const { blockSeconds, warmUpSeconds, durationSeconds } = launch;
  const { series } = launch[side];
  return findSeries({ blockSeconds, warmUpSeconds, durationSeconds, stages: [], series }, metric, route ?? undefined);
}

/** Part of all requests that went to a route. */
function shareOfAll(launches: readonly Launch[], errors: readonly LaunchErrors[]): number {
  const all = launches.flatMap((launch) => {
    const found = blocksOf(launch, 'baseline', { metric: 'error-rate', route: null, role: 'primary' });
    return found.kind === 'found' && found.series.kind === 'ratio' ? found.series.blocks : [];
  });
  const requests = (blocks: readonly RatioBlock[]) => blocks.reduce((sum, { denominator }) => sum + denominator, 0);
  const whole = requests(all);
  const part = requests(errors.flatMap(({ baseline }) => baseline));
  return whole > 0 && part > 0 ? Math.min(1, part / whole) : 1;
}

function inWords(
  { baseline, candidate, interval: [lower, upper] }: ErrorChange,
  excluded: number,
  isOpen: boolean,
): string {
  const points = (share: number) => `${share >= 0 ? '+' : '−'}${digits(Math.abs(share) * 100)}`;
  const found = `${digits(baseline * 100)} % of requests failed, now ${digits(candidate * 100)} % (${points(lower)} to ${points(upper)} points)`;
  return isOpen ? `${found}: ${points(excluded)} points cannot be excluded yet` : found;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(2)));
}
