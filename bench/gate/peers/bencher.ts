import { normalQuantile } from '../../../gate/core/stats/normal.ts';
import { median, sorted, sortedQuantile } from '../../../gate/core/stats/sample-quantile.ts';
import { studentQuantile } from '../../../gate/core/stats/student-t.ts';

export type BencherTest = 'static' | 'percentage' | 'z-score' | 't-test' | 'log-normal' | 'iqr' | 'delta-iqr';

/** A metric beyond a limit is an alert; the limits themselves are not beyond. `baseline` is what the limits are drawn around. */
export interface BencherLimits {
  readonly baseline: number | null;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The limits that one of Bencher's seven tests draws around earlier values, with the same boundary to both sides; `null` where it draws none
 * (no data, no spread). `boundary`: a value (static), a fraction (percentage), a confidence (z-score, t-test, log-normal), or a multiple of
 * the interquartile range. Source: bencherdev/bencher v0.6, lib/bencher_boundary (`MetricsBoundary`).
 */
export function bencherLimits(test: BencherTest, history: readonly number[], boundary: number): BencherLimits | null {
  if (history.length === 0) return null;
  if (test === 'static') return { baseline: null, lower: -boundary, upper: boundary };
  if (test === 'log-normal') return logNormalLimits(history, boundary);
  if (test === 'iqr' || test === 'delta-iqr') return quartileLimits(test, history, boundary);
  const mean = meanOf(history);
  if (test === 'percentage') return around(mean, mean * boundary);
  const deviation = deviationOf(history);
  if (deviation === null) return null;
  const n = history.length;
  const reach = test === 'z-score' ? normalQuantile(boundary) : studentQuantile(boundary, n - 1) * Math.sqrt(1 + 1 / n);
  return around(mean, reach * deviation);
}

/** The lower limit is the upper one, flipped to the other side of the baseline. */
function logNormalLimits(history: readonly number[], confidence: number): BencherLimits | null {
  const logs = history.map(Math.log);
  const location = meanOf(logs);
  const scale = Number.isFinite(location) ? deviationOf(logs) : null;
  if (scale === null) return null;
  const baseline = Math.exp(location);
  return around(baseline, Math.exp(location + normalQuantile(confidence) * scale) - baseline);
}

function quartileLimits(test: BencherTest, history: readonly number[], multiple: number): BencherLimits | null {
  const middle = median(history);
  if (test === 'iqr') return around(middle, rangeOf(history) * multiple);
  const changes = history.slice(1).map((value, before) => {
    const previous = history[before] ?? Number.NaN;
    return Math.abs((value - previous) / previous);
  });
  return changes.length === 0 ? null : around(middle, middle * rangeOf(changes) * multiple);
}

function rangeOf(values: readonly number[]): number {
  const ascending = sorted(values);
  return sortedQuantile(ascending, 0.75) - sortedQuantile(ascending, 0.25);
}

function around(baseline: number, reach: number): BencherLimits {
  return { baseline, lower: baseline - reach, upper: baseline + reach };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation; `null` where there is no spread. */
function deviationOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return variance > 0 ? Math.sqrt(variance) : null;
}
