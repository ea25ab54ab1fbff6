import type { Evidence } from '../model/evidence.ts';
import type { Measurement } from '../model/run-record.ts';
import type { Series } from '../model/series.ts';
import type { Target, TargetResult } from '../model/target.ts';
import type { Problem } from '../model/verdict.ts';
import { formatBeside, formatInterval, formatLimit } from '../text/format-value.ts';
import { assessAllOrNone, isAllOrNone } from './assess-all-or-none.ts';
import { assessQuantile } from './assess-quantile.ts';
import { assessExact, assessRatio, assessShare, levelParts, meanParts } from './assess-ratio.ts';
import type { Assessment, Limit } from './assessment.ts';
import { findSeries } from './find-series.ts';
import { ONE_LOOK } from './judge-share.ts';
import { type Metric, parseMetric } from './metric.ts';
import { isTouched } from './touched.ts';

/** From this percentile on a closed model is invalid: while a slow request is waited for, the requests that would wait too are not sent. */
const OPEN_MODEL_FROM = 0.95;

/**
 * Judges one target on one run, warm-up left out. `invalid` without data, with too little of it to say anything, or where a problem
 * of the measurement touches the metric; never met for want of data. `confidence` is that of each one-sided bound.
 */
export function judgeTarget(
  target: Target,
  measurement: Measurement,
  evidence: Evidence,
  problems: readonly Problem[],
  confidence: number = ONE_LOOK,
): TargetResult {
  const limit = limitOf(target);
  const metric = parseMetric(target.metric);
  // A series whose own name ends like a statistic is meant when there is one.
  const isSeriesName = measurement.series.some((series) => series.name === target.metric);
  const { series: name, statistic } = isSeriesName ? { series: target.metric, statistic: null } : metric;
  const found = findSeries(measurement, name, target.route);
  const unit =
    found.kind === 'found'
      ? found.series.unit
      : (measurement.series.find((series) => series.name === name)?.unit ?? '');
  const blank = {
    target,
    unit,
    observed: null,
    interval: null,
    level: confidence,
    n: 0,
    effectiveN: null,
    warnings: [],
  };
  const invalid = (reason: string): TargetResult => ({ ...blank, verdict: 'invalid', reason });

  if (limit === null) return invalid(target.note ?? 'a target needs exactly one finite limit, below or above');
  const problem = problems.find((candidate) => isTouched(name, target.route ?? null, candidate));
  if (found.kind !== 'found')
    return invalid(problem === undefined ? found.reason : `${found.reason}; ${problem.message}`);
  const assessment = assess(found.series, statistic, limit, confidence);
  if (typeof assessment === 'string') return invalid(assessment);
  const { observed, n, warnings } = assessment;
  const doubt =
    problem?.message ?? shareFault(found.series, limit) ?? closedModelDoubt(found.series, statistic, evidence);
  if (doubt !== null) return { ...blank, observed, n, warnings, verdict: 'invalid', reason: doubt };
  return { ...blank, ...assessment, reason: assessment.reason ?? inWords(assessment, limit, unit, confidence) };
}

function limitOf({ below, above }: Target): Limit | null {
  if (below !== undefined && above !== undefined) return null;
  const value = below ?? above;
  if (value === undefined || !Number.isFinite(value)) return null;
  return { side: below === undefined ? 'above' : 'below', value };
}

/** A share held against percent would always be on one side, and so would one held against none or all, unless it is to be exactly that. */
function shareFault(series: Series, limit: Limit): string | null {
  const { value } = limit;
  if (series.unit !== 'share' || (value > 0 && value < 1) || (isCounted(series) && isAllOrNone(limit))) return null;
  return `a share lies between 0 and 1, and so must its limit: ${value} can not be judged`;
}

/** Whole things were counted, such as requests, and not seconds of CPU time. */
function isCounted(series: Series): boolean {
  if (series.kind !== 'ratio' || series.unit !== 'share') return false;
  return series.blocks.every(
    ({ numerator, denominator }) => Number.isInteger(numerator) && Number.isInteger(denominator),
  );
}

/** Why a high percentile of a closed model cannot be believed, though there is one; `null`: it can. */
function closedModelDoubt(series: Series, statistic: Metric['statistic'], { isOpenModel }: Evidence): string | null {
  const isHigh = statistic?.kind === 'quantile' && statistic.quantile >= OPEN_MODEL_FROM;
  return isHigh && isOpenModel === false && series.kind === 'distribution'
    ? 'the load waited for answers (closed model), so it left out the slow moments: use an arrival rate'
    : null;
}

/** The assessment, or the reason why the series cannot be asked this. */
function assess(series: Series, statistic: Metric['statistic'], limit: Limit, confidence: number): Assessment | string {
  if (series.kind !== 'distribution') {
    if (statistic !== null) return `"${series.name}" is one number a block: it has no percentiles`;
    if (series.kind === 'level') return assessRatio(levelParts(series.blocks), series.blocks.length, limit, confidence);
    if (isCounted(series)) {
      const assessCounts = isAllOrNone(limit) ? assessAllOrNone : assessShare;
      return assessCounts(series.blocks, limit, confidence);
    }
    if (isCount(series.name)) return assessExact(totalRatio(series.blocks), series.blocks.length, limit, 'a count');
    return assessRatio(series.blocks, series.blocks.length, limit, confidence);
  }
  if (statistic === null) return `"${series.name}" is a distribution: ask for ${series.name}.p95 or the like`;
  const { blocks } = series;
  const n = blocks.reduce((sum, block) => sum + block.count, 0);
  switch (statistic.kind) {
    case 'quantile':
      return assessQuantile(blocks, statistic.quantile, limit, confidence);
    case 'mean':
      return assessRatio(meanParts(blocks), n, limit, confidence);
    case 'extreme': {
      const observed =
        statistic.end === 'max'
          ? Math.max(...blocks.map((block) => block.max))
          : Math.min(...blocks.map((block) => block.min));
      return assessExact(observed, n, limit, `a ${statistic.end}imum`);
    }
  }
}

/** Series that count for the whole run are named after k6's `count` thresholds. */
function isCount(name: string): boolean {
  return name.endsWith('.count');
}

/** Rounded, because shares of a run do not add up to exactly 1, and .9999999999999998 errors are one. */
function totalRatio(parts: readonly { readonly numerator: number; readonly denominator: number }[]): number {
  const total = (key: 'numerator' | 'denominator') => parts.reduce((sum, part) => sum + part[key], 0);
  return Number((total('numerator') / total('denominator')).toPrecision(12));
}

function inWords({ verdict, observed, interval }: Assessment, limit: Limit, unit: string, confidence: number): string {
  const text = (value: number) => formatBeside(value, limit.value, unit);
  const value = observed === null ? 'unknown' : text(observed);
  const sure = `with ${Number((confidence * 100).toPrecision(4))} % confidence`;
  const isLowSide = (verdict === 'met') === (limit.side === 'below');
  if (interval === null) {
    const side = verdict === 'inconclusive' ? '' : `${isLowSide ? 'below' : 'above'} the limit ${sure}, but `;
    return `${value}, ${side}too few samples for an interval`;
  }
  if (interval[0] === interval[1]) return value;
  if (verdict !== 'inconclusive')
    return `${value}, at ${isLowSide ? `most ${text(interval[1])}` : `least ${text(interval[0])}`} ${sure}`;
  return `${value}, but ${formatInterval(interval, unit)} is possible and ${formatLimit(limit.value, unit)} lies between: run longer`;
}
