import type { ClaimRule, ClaimSide, ContrastMeasurement, MeasuredVariant } from '../model/claim.ts';
import type { Measurement } from '../model/run-record.ts';
import type { Series } from '../model/series.ts';
import type { TargetVerdict } from '../model/target.ts';
import type { Problem, Warning } from '../model/verdict.ts';
import { quantile } from '../stats/quantile.ts';
import { theilSen } from '../stats/theil-sen.ts';
import { verdictOf } from './assessment.ts';
import { boundsOf } from './claim-looks.ts';
import { FEWEST_BLOCKS } from './judge-share.ts';
import { judgeTarget } from './judge-target.ts';
import { type Metric, parseMetric } from './metric.ts';
import { rateProblems } from './rate-problems.ts';
import { findRouteProblems } from './route-validity.ts';
import { processorProblems } from './validity.ts';

/** What one side says to a rule that asks each side by itself. */
export interface JudgedSide extends ClaimSide {
  readonly verdict: TargetVerdict;
  readonly reason: string;
  readonly unit: string;
  readonly warnings: readonly Warning[];
}

/** How a side is asked. */
export interface SideQuestion {
  readonly problems: readonly Problem[];
  /** Of each bound. */
  readonly confidence: number;
}

/** The question of one side of a measurement. */
export function questionOf(measurement: ContrastMeasurement, side: 'with' | 'without'): SideQuestion {
  return {
    problems: problemsOfSide(measurement, measurement[side]),
    confidence: boundsOf(measurement.looks).confidence,
  };
}

/** What speaks against a side: the collector's problems, and those that its data show. */
export function problemsOfSide(measurement: ContrastMeasurement, side: MeasuredVariant): readonly Problem[] {
  const { evidence } = side;
  const isLoad = evidence.isOpenModel !== null;
  return [
    ...measurement.problems,
    ...(isLoad ? [...rateProblems(evidence), ...processorProblems(evidence, true)] : []),
    ...findRouteProblems(asMeasurement(side.series), evidence),
  ];
}

/** Series as they are looked up; warm-up was never kept. */
export function asMeasurement(series: readonly Series[]): Measurement {
  return { blockSeconds: 1, warmUpSeconds: 0, durationSeconds: 1, stages: [], series };
}

/** Whether a side keeps to a limit, as a target of a run is judged. */
export function judgeLimit(
  rule: ClaimRule & { readonly kind: 'limit' },
  side: MeasuredVariant,
  { problems, confidence }: SideQuestion,
): JudgedSide {
  const { kind, ...target } = rule;
  const result = judgeTarget(
    { ...target, source: '' },
    asMeasurement(side.series),
    side.evidence,
    problems,
    confidence,
  );
  const { verdict, reason, unit, observed, interval, n, warnings } = result;
  return { verdict, reason, unit, value: observed, interval, n, warnings };
}

/** How much a side's metric grows with the number that routes are named by, and whether that is at most what the rule allows. */
export function judgeSlope(
  { metric, scale, atMost }: ClaimRule & { readonly kind: 'slope' },
  side: MeasuredVariant,
  { problems, confidence }: SideQuestion,
): JudgedSide {
  const asked = parseMetric(metric);
  const series = side.series.filter(({ name, route }) => name === asked.series && route !== null);
  // An exponent has none.
  const unit = scale === 'log' ? '' : (series[0]?.unit ?? '');
  const blank = { unit, value: null, interval: null, n: 0, warnings: [] };
  const invalid = (reason: string): JudgedSide => ({ ...blank, verdict: 'invalid', reason });
  const problem = problems.find(({ severity }) => severity === 'invalid');
  if (problem !== undefined) return invalid(problem.message);
  const points = series
    .flatMap((one) => pointsOf(one, asked).map(({ at, value }) => ({ at, position: Number(one.route), value })))
    .toSorted((one, other) => one.at - other.at || one.position - other.position)
    .map(({ position, value }) => (scale === 'log' ? [Math.log(position), Math.log(value)] : [position, value]));
  if (points.flat().some((number) => number === undefined || !Number.isFinite(number)))
    return invalid(`"${metric}" holds what has no place on a ${scale} scale`);
  const positions = points.map(([position = 0]) => position);
  if (points.length < FEWEST_BLOCKS || new Set(positions).size < 3)
    return invalid(`${points.length} points at ${new Set(positions).size} places, ${FEWEST_BLOCKS} at 3 are needed`);
  const { slope, interval } = theilSen(
    positions,
    points.map(([, value = 0]) => value),
    confidence,
  );
  const verdict = verdictOf(interval, { side: 'below', value: atMost });
  return { ...blank, verdict, reason: '', value: slope, interval, n: points.length };
}

/** One number a block. */
function pointsOf(series: Series, { statistic }: Metric): readonly { readonly at: number; readonly value: number }[] {
  switch (series.kind) {
    case 'level':
      return series.blocks;
    case 'ratio':
      return series.blocks.map(({ at, numerator, denominator }) => ({ at, value: numerator / denominator }));
    case 'distribution':
      return series.blocks
        .filter(({ count }) => count > 0)
        .map((block) => ({
          at: block.at,
          value: statistic?.kind === 'quantile' ? quantile(block, statistic.quantile) : block.sum / block.count,
        }));
  }
}
