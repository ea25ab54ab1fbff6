import { lagOneAutocorrelation } from './autocorrelation.ts';
import { normalCdf } from './normal.ts';
import { robustScale } from './robust-scale.ts';
import { median } from './sample-quantile.ts';

/** Runs that a level needs. */
const SHORTEST = 4;
/** Runs to either side that say what a run should look like, and how many of their deviations it may be off. */
const HAMPEL_REACH = 3;
const HAMPEL_LIMIT = 3.5;
/** Weight of one more change against the fit. */
const PENALTY = 5;
/** Autocorrelation that the penalty answers to: beyond, a drift would hide every step. */
const LARGEST_CORRELATION = 0.6;
/** Level of the rank test that a change must pass at the end, and the least shift, in noise and as a fraction. */
const RANK_LEVEL = 1e-3;
const SMALLEST_SHIFT = 0.005;
const SMALLEST_SHIFT_IN_NOISE = 1.5;
/** Part of a mean that is lost in adding it up: equal values, counts such as statements per request, would seem to resemble their neighbours by it. */
const ROUNDING = 1e-12;

/**
 * Changes of level by penalised least squares on logarithms freed of outliers; weak changes are pruned from the weakest on. Indices of first
 * runs, rising; `values` are logarithms. Source: Killick, Fearnhead & Eckley (2012), J. Am. Stat. Assoc. 107, 1590–1598; Hampel (1974).
 */
export function segmentChanges(values: readonly number[]): readonly number[] {
  if (values.length < 2 * SHORTEST) return [];
  const clean = hampel(values);
  const noise = noiseOf(clean);
  if (noise === 0) return [];
  const first = bestSegments(clean, PENALTY * noise ** 2 * Math.log(clean.length));
  const correlation = Math.min(LARGEST_CORRELATION, Math.max(0, lagOneAutocorrelation(residualsOf(clean, first))));
  const inflation = (1 + correlation) / (1 - correlation);
  const changes =
    correlation === 0 ? first : bestSegments(clean, PENALTY * noise ** 2 * Math.log(clean.length) * inflation);
  return prune(clean, changes, noise, inflation);
}

/** Values that stand apart from their neighbours are replaced by the neighbours' median. */
export function hampel(values: readonly number[]): readonly number[] {
  return values.map((value, position) => {
    const around = values.slice(Math.max(0, position - HAMPEL_REACH), position + HAMPEL_REACH + 1);
    const middle = median(around);
    const deviation = 1.4826 * median(around.map((other) => Math.abs(other - middle)));
    return Math.abs(value - middle) > HAMPEL_LIMIT * deviation ? middle : value;
  });
}

/** Standard deviation of what is left when levels are taken away, seen from one run to the next. */
function noiseOf(values: readonly number[]): number {
  const steps = values.slice(1).map((value, position) => value - (values[position] as number));
  return steps.length === 0 ? 0 : robustScale(steps) / Math.SQRT2;
}

/** What is left of a series when each segment's mean is taken away; rounding leaves nothing. */
export function residualsOf(values: readonly number[], changes: readonly number[]): readonly number[] {
  return segmentsOf(values, changes).flatMap((segment) => {
    const mean = segment.reduce((sum, value) => sum + value, 0) / segment.length;
    return segment.map((value) => (Math.abs(value - mean) > ROUNDING * Math.abs(mean) ? value - mean : 0));
  });
}

/** The stretches between changes, in order. */
export function segmentsOf(values: readonly number[], changes: readonly number[]): readonly (readonly number[])[] {
  return [...changes, values.length].map((until, position) =>
    values.slice(position === 0 ? 0 : changes[position - 1], until),
  );
}

function bestSegments(values: readonly number[], penalty: number): readonly number[] {
  const count = values.length;
  const sums = new Float64Array(count + 1);
  const squares = new Float64Array(count + 1);
  for (let position = 0; position < count; position += 1) {
    const value = values[position] as number;
    sums[position + 1] = (sums[position] as number) + value;
    squares[position + 1] = (squares[position] as number) + value * value;
  }
  const cost = (from: number, until: number) => {
    const sum = (sums[until] as number) - (sums[from] as number);
    return (squares[until] as number) - (squares[from] as number) - (sum * sum) / (until - from);
  };
  const least = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
  least[0] = -penalty;
  const start = new Int32Array(count + 1);
  let candidates = [0];
  for (let until = SHORTEST; until <= count; until += 1) {
    if (until - SHORTEST >= SHORTEST) candidates.push(until - SHORTEST);
    for (const from of candidates) {
      const total = (least[from] as number) + cost(from, until) + penalty;
      if (total < (least[until] as number)) {
        least[until] = total;
        start[until] = from;
      }
    }
    candidates = candidates.filter((from) => (least[from] as number) + cost(from, until) <= (least[until] as number));
  }
  const changes: number[] = [];
  for (let until = start[count] as number; until > 0; until = start[until] as number) changes.unshift(until);
  return changes;
}

function prune(
  values: readonly number[],
  changes: readonly number[],
  noise: number,
  inflation: number,
): readonly number[] {
  const kept = [...changes];
  const least = Math.max(Math.log1p(SMALLEST_SHIFT), SMALLEST_SHIFT_IN_NOISE * noise);
  while (kept.length > 0) {
    const segments = segmentsOf(values, kept);
    const weakness = kept.map((_, position) => {
      const [before, after] = [segments[position] ?? [], segments[position + 1] ?? []];
      if (Math.abs(median(after) - median(before)) < least) return 1;
      return rankTest(before, after, inflation);
    });
    const weakest = Math.max(...weakness);
    if (weakest <= RANK_LEVEL) break;
    kept.splice(weakness.indexOf(weakest), 1);
  }
  return kept;
}

/** Two-sided p-value of the Mann–Whitney test, its standard error inflated for autocorrelation. */
function rankTest(before: readonly number[], after: readonly number[], inflation: number): number {
  let wins = 0;
  for (const one of before) for (const other of after) wins += other > one ? 1 : other === one ? 0.5 : 0;
  const [n, m] = [before.length, after.length];
  const error = Math.sqrt(((n * m) / 12) * (n + m + 1) * inflation);
  return 2 * normalCdf(-Math.abs(wins - (n * m) / 2) / error);
}
