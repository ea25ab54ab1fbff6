import type { Direction } from '../model/series.ts';
import { lagOneAutocorrelation } from '../stats/autocorrelation.ts';
import { energyChanges } from '../stats/energy-changes.ts';
import { median } from '../stats/sample-quantile.ts';
import { hampel, residualsOf, segmentChanges, segmentsOf } from '../stats/segment-changes.ts';
import { studentCdf } from '../stats/student-t.ts';
import { windowChanges } from '../stats/window-changes.ts';

/** Detectors that must agree on a change, and how many runs apart they may place it. */
const VOTES = 2;
export const REACH = 3;

/** Residual lag-1 autocorrelation above which runs lean on each other so much that steps and drift look alike: advisory only. */
const AUTOCORRELATED = 0.4;

/** Autocorrelation that pruning answers to: more of it comes from changes that were not found, not from noise. */
const LARGEST_CORRELATION = 0.6;

/** Level of the t test, widened for autocorrelation, that a change of an autocorrelated series must pass. */
const AUTOCORRELATED_LEVEL = 5e-3;

/** A change of level in a history. `before` and `after` are medians of the levels, in the metric's unit. */
export interface ChangePoint {
  /** 0-based index of the first run of the new level. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
  readonly votes: number;
  readonly direction: 'regression' | 'improvement';
}

export interface Detection {
  readonly changePoints: readonly ChangePoint[];
  /** Seen by one detector only: drawn, never judged. */
  readonly provisional: readonly ChangePoint[];
  /** Neighbouring runs resemble each other: whatever was found is advice. */
  readonly autocorrelated: boolean;
}

/** Changes of level in a history of runs, oldest first: those that at least two of three detectors see within three runs. Needs no more than numbers. */
export function detectChanges(values: readonly number[], better: Direction): Detection {
  const logs = logarithms(values);
  const votes = ballot([energyChanges(logs), windowChanges(values), segmentChanges(logs)]);
  const agreed = votes.filter((vote) => vote.votes >= VOTES).map((vote) => vote.index);
  const clean = hampel(logs);
  const correlation = lagOneAutocorrelation(residualsOf(clean, agreed));
  const autocorrelated = correlation > AUTOCORRELATED;
  const changes = autocorrelated ? pruneAutocorrelated(clean, agreed, noiseCorrelation(clean, votes)) : agreed;
  const described = describe(values, better, votes);
  return {
    changePoints: described(changes, changes),
    provisional: described(
      votes.filter((vote) => vote.votes < VOTES).map((vote) => vote.index),
      changes,
    ),
    autocorrelated,
  };
}

/** Logarithms; what has none (zero, negative) counts as half the smallest value that has one. */
function logarithms(values: readonly number[]): readonly number[] {
  const smallest = values.reduce(
    (least, value) => (value > 0 ? Math.min(least, value) : least),
    Number.POSITIVE_INFINITY,
  );
  return values.map((value) => Math.log(value > 0 ? value : Number.isFinite(smallest) ? smallest / 2 : 1));
}

interface Vote {
  readonly index: number;
  readonly votes: number;
}

/** How much neighbours lean on each other once every step that any detector saw is taken out: a step that was not agreed on is no noise, either. */
function noiseCorrelation(values: readonly number[], votes: readonly Vote[]): number {
  const seen = votes.map(({ index }) => index);
  return Math.min(LARGEST_CORRELATION, Math.max(0, lagOneAutocorrelation(residualsOf(values, seen))));
}

/** Places that several detectors name count once, at the middle of what they say. */
function ballot(lists: readonly (readonly number[])[]): readonly Vote[] {
  const named = lists
    .flatMap((list, detector) => list.map((index) => ({ index, detector })))
    .sort((one, other) => one.index - other.index);
  const votes: Vote[] = [];
  for (let first = 0; first < named.length; ) {
    const start = named[first]?.index ?? 0;
    const group = named.slice(first).filter(({ index }) => index - start <= REACH);
    const index = group[Math.floor(group.length / 2)]?.index ?? start;
    votes.push({ index, votes: new Set(group.map(({ detector }) => detector)).size });
    first += group.length;
  }
  return votes;
}

function pruneAutocorrelated(
  values: readonly number[],
  changes: readonly number[],
  correlation: number,
): readonly number[] {
  const inflation = (1 + correlation) / (1 - correlation);
  const kept = [...changes];
  while (kept.length > 0) {
    const segments = segmentsOf(values, kept);
    const pValues = kept.map((_, position) =>
      pOfShift(segments[position] ?? [], segments[position + 1] ?? [], inflation),
    );
    const weakest = Math.max(...pValues);
    if (weakest <= AUTOCORRELATED_LEVEL) break;
    kept.splice(pValues.indexOf(weakest), 1);
  }
  return kept;
}

/** Two-sided p-value of a t test whose observations are worth fewer independent ones. */
function pOfShift(before: readonly number[], after: readonly number[], inflation: number): number {
  const degrees = (before.length + after.length) / inflation - 2;
  if (degrees < 1) return 1;
  const [left, right] = [momentsOf(before), momentsOf(after)];
  const variance = (left.squares + right.squares) / (before.length + after.length - 2);
  const error = Math.sqrt(variance * inflation * (1 / before.length + 1 / after.length));
  return error === 0 ? 0 : 2 * studentCdf(-Math.abs(left.mean - right.mean) / error, degrees);
}

function momentsOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) };
}

/** Change points at the given places, their levels reaching to the nearest agreed change on either side. */
function describe(values: readonly number[], better: Direction, votes: readonly Vote[]) {
  return (places: readonly number[], changes: readonly number[]): readonly ChangePoint[] =>
    places.map((index) => {
      const from = changes.findLast((change) => change < index) ?? 0;
      const until = changes.find((change) => change > index) ?? values.length;
      const before = median(values.slice(from, index));
      const after = median(values.slice(index, until));
      const isWorse = better === 'lower' ? after > before : after < before;
      const count = votes.find((vote) => vote.index === index)?.votes ?? VOTES;
      return { index, before, after, votes: count, direction: isWorse ? 'regression' : 'improvement' };
    });
}
