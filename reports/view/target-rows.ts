import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { TargetResult, TargetVerdict } from '../../gate/core/model/target.ts';
import { formatBeside, formatCount, formatInterval, formatLimit } from '../../gate/core/text/format-value.ts';
import { metricWords, sentence, unbroken } from './words.ts';

/** A target and what became of it, in words. */
export interface TargetRow {
  readonly anchor: string;
  readonly verdict: TargetVerdict;
  readonly metric: string;
  /** Route, task or shot; empty: the run as a whole. */
  readonly route: string;
  readonly value: string;
  readonly interval: string;
  readonly limit: string;
  readonly source: string;
  readonly note: string;
  readonly n: string;
  /** Independent observations that the samples are worth; empty where that is not known. */
  readonly effectiveN: string;
  readonly reason: string;
  readonly warnings: readonly string[];
  readonly gauge: Gauge | null;
}

/**
 * Where the value and its interval lie, seen from the limit: 0 is a third of it, 50 the limit itself, 100 three times it, on a
 * logarithmic scale, turned so that less is always better.
 */
export interface Gauge {
  readonly value: number;
  readonly from: number;
  readonly width: number;
}

const SEVERITY: readonly TargetVerdict[] = ['missed', 'invalid', 'inconclusive', 'met'];

/** Results with the worst first: by verdict, then by how far the value lies beyond its limit (or how near to it). */
export function bySeverity(results: readonly TargetResult[]): readonly TargetResult[] {
  return results.toSorted(
    (one, other) =>
      SEVERITY.indexOf(one.verdict) - SEVERITY.indexOf(other.verdict) ||
      distance(other, other.observed) - distance(one, one.observed),
  );
}

export function targetRows(record: RunRecord, anchor: (text: string) => string): readonly TargetRow[] {
  return bySeverity(record.targets).map((result) => targetRow(result, anchor));
}

export function targetRow(result: TargetResult, anchor: (text: string) => string): TargetRow {
  const { target, unit, observed, interval } = result;
  const limit = limitOf(result);
  return {
    anchor: anchor(`target-${target.metric}-${target.route ?? 'all'}`),
    verdict: result.verdict,
    metric: metricWords(target.metric),
    route: target.route ?? '',
    value: observed === null ? 'no data' : limit === null ? '' : unbroken(formatBeside(observed, limit, unit)),
    interval: interval === null ? '' : unbroken(formatInterval(interval, unit)),
    limit: limitText(result),
    source: target.source,
    note: target.note ?? '',
    n: formatCount(result.n),
    effectiveN: result.effectiveN === null ? '' : formatCount(Math.floor(result.effectiveN)),
    reason: sentence(result.reason),
    warnings: result.warnings.map((warning) => sentence(warning.message)),
    gauge: gaugeOf(result),
  };
}

/** `< 85 ms`, which only a unit that is a word may break. */
function limitText(result: TargetResult): string {
  const limit = limitOf(result);
  if (limit === null) return '';
  return `${result.target.below === undefined ? '>' : '<'}\u00a0${unbroken(formatLimit(limit, result.unit))}`;
}

export function limitOf({ target }: TargetResult): number | null {
  return target.below ?? target.above ?? null;
}

function gaugeOf(result: TargetResult): Gauge | null {
  if (result.observed === null || limitOf(result) === null) return null;
  const bounds = (result.interval ?? [result.observed, result.observed]).map((bound) => place(distance(result, bound)));
  const from = Math.min(...bounds);
  return {
    value: place(distance(result, result.observed)),
    from,
    width: Number((Math.max(...bounds) - from).toFixed(1)),
  };
}

/** How often the limit is exceeded, as a power of three: positive beyond it, negative on its good side. Without a value: endless. */
function distance(result: TargetResult, value: number | null): number {
  const limit = limitOf(result);
  if (value === null || limit === null) return Number.POSITIVE_INFINITY;
  if (value === limit) return 0;
  return (result.target.below === undefined ? Math.log(limit / value) : Math.log(value / limit)) / Math.log(3);
}

/** A distance on a scale from 0 to 100; what lies further out is drawn at its end. */
function place(powers: number): number {
  return Number((50 + 50 * Math.max(-1, Math.min(1, powers))).toFixed(1));
}
