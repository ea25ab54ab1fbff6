import { studentCdf } from './student-t.ts';

/** Runs that a level needs on either side. */
const SHORTEST = 4;
/** Largest p-value of a t test between the levels beside a change. Permutations cannot reach it. */
const LARGEST_P = 1e-6;
/** A split is looked into further when its p-value in its window is at most this; merging decides. */
const FIRST_LARGEST_P = 1e-5;
/** Runs in which a change is looked for at a time: the short windows see a level that lasted a few runs, the long ones a small shift. */
const WINDOWS = [12, 24, 50];

/**
 * Changes of level by energy statistics: the split of a segment that sets its parts farthest apart is kept when a t test agrees, its parts are
 * split in turn, and in the end changes that their neighbours do not bear out are merged away. Indices of first runs, rising.
 * Source: Matteson & James (2014), J. Am. Stat. Assoc. 109, 334–345; the t test after Daly et al. (2020), ICPE.
 */
export function energyChanges(values: readonly number[]): readonly number[] {
  const found = new Set<number>();
  for (const window of WINDOWS) {
    for (let start = 0; start < values.length; ) {
      const changes = splits(values, start, Math.min(start + window, values.length));
      for (const change of changes) found.add(change);
      start = Math.max(changes.at(-1) ?? 0, start + window / 2);
    }
  }
  return merged(
    values,
    [...found].sort((one, other) => one - other),
  );
}

/** Changes within a window, rising. */
function splits(values: readonly number[], start: number, end: number): readonly number[] {
  const changes: number[] = [];
  const open: [number, number][] = [[start, end]];
  for (let segment = open.pop(); segment !== undefined; segment = open.pop()) {
    const [from, until] = segment;
    const split = farthestSplit(values, from, until);
    if (split === null || pOfDifference(values, from, split, until) > FIRST_LARGEST_P) continue;
    changes.push(split);
    open.push([from, split], [split, until]);
  }
  return changes.sort((one, other) => one - other);
}

function farthestSplit(values: readonly number[], from: number, until: number): number | null {
  const count = until - from;
  if (count < 2 * SHORTEST) return null;
  // Sums of distances within the left part, within the right part and between them, kept up to date run by run.
  let within = 0;
  let between = 0;
  let right = 0;
  for (let one = from; one < until; one += 1) {
    for (let other = one + 1; other < until; other += 1)
      right += Math.abs((values[one] as number) - (values[other] as number));
  }
  let best = -1;
  let split: number | null = null;
  for (let next = from; next < until - SHORTEST; next += 1) {
    let toLeft = 0;
    let toRight = 0;
    const value = values[next] as number;
    for (let other = from; other < next; other += 1) toLeft += Math.abs(value - (values[other] as number));
    for (let other = next + 1; other < until; other += 1) toRight += Math.abs(value - (values[other] as number));
    within += toLeft;
    right -= toRight;
    between += toRight - toLeft;
    const n = next + 1 - from;
    const m = count - n;
    if (n < SHORTEST) continue;
    const energy = (2 * between) / (n * m) - (2 * within) / (n * (n - 1)) - (2 * right) / (m * (m - 1));
    const distance = ((n * m) / (n + m)) * energy;
    if (distance > best) {
      best = distance;
      split = next + 1;
    }
  }
  return split;
}

/** Two-sided p-value of Student's t test between two neighbouring segments. */
function pOfDifference(values: readonly number[], from: number, split: number, until: number): number {
  // One run is no level: windows may have found two places for the same change.
  if (split - from < 2 || until - split < 2) return 1;
  const left = momentsOf(values, from, split);
  const right = momentsOf(values, split, until);
  const degrees = until - from - 2;
  const pooled = (left.squares + right.squares) / degrees;
  const error = Math.sqrt(pooled * (1 / (split - from) + 1 / (until - split)));
  if (error === 0) return left.mean === right.mean ? 1 : 0;
  return 2 * studentCdf(-Math.abs(left.mean - right.mean) / error, degrees);
}

function momentsOf(values: readonly number[], from: number, until: number) {
  let sum = 0;
  for (let position = from; position < until; position += 1) sum += values[position] as number;
  const mean = sum / (until - from);
  let squares = 0;
  for (let position = from; position < until; position += 1) squares += ((values[position] as number) - mean) ** 2;
  return { mean, squares };
}

function merged(values: readonly number[], changes: readonly number[]): readonly number[] {
  const kept = [...changes];
  while (kept.length > 0) {
    const pValues = kept.map((change, position) =>
      pOfDifference(values, kept[position - 1] ?? 0, change, kept[position + 1] ?? values.length),
    );
    const worst = Math.max(...pValues);
    if (worst <= LARGEST_P) break;
    kept.splice(pValues.indexOf(worst), 1);
  }
  return kept;
}
