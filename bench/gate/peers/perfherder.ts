/** Windows in runs, the t value, and the change of the mean (a fraction) below which nothing is reported. */
export interface PerfherderRule {
  readonly leastBack: number;
  readonly mostBack: number;
  readonly fore: number;
  readonly t: number;
  readonly leastChange: number;
}

export const PERFHERDER_DEFAULTS: PerfherderRule = { leastBack: 12, mostBack: 24, fore: 12, t: 7, leastChange: 0.02 };

/**
 * Places where the weighted t of the runs before and after is above the threshold and a local maximum. Source: mozilla/treeherder,
 * treeherder/perfalert/perfalert (`analyze`, `calc_t`, `detect_changes`) and treeherder/perf/alerts.py (the least change).
 */
export function perfherderChanges(values: readonly number[], rule: PerfherderRule = PERFHERDER_DEFAULTS): number[] {
  const windows: { readonly before: readonly number[]; readonly after: readonly number[]; readonly t: number }[] = [
    { before: [], after: [], t: 0 },
  ];
  let sinceChange = 0;
  for (let run = 1; run < values.length; run += 1) {
    const back = Math.min(Math.max(sinceChange, rule.leastBack), rule.mostBack);
    // Nearest run first: the weights fall with the distance.
    const before = values.slice(Math.max(0, run - back), run).reverse();
    const after = values.slice(run, run + rule.fore);
    const t = Math.abs(weightedT(before, after));
    windows.push({ before, after, t });
    sinceChange = t > rule.t ? 0 : sinceChange + 1;
  }
  return windows.flatMap(({ before, after, t }, run) => {
    if (before.length < rule.leastBack || after.length < rule.fore || t <= rule.t) return [];
    if ((windows[run - 1]?.t ?? 0) > t || (windows[run + 1]?.t ?? 0) > t) return [];
    const [from, to] = [momentsOf(before, () => 1).mean, momentsOf(after, () => 1).mean];
    return from !== 0 && Math.abs(to - from) / from < rule.leastChange ? [] : [run];
  });
}

/** Student's t of two windows whose means, not variances, are weighted. Zero where the means are equal. */
export function weightedT(before: readonly number[], after: readonly number[], weigh: Weight = linearWeight): number {
  if (before.length === 0 || after.length === 0) return 0;
  const [one, other] = [momentsOf(before, weigh), momentsOf(after, weigh)];
  const difference = other.mean - one.mean;
  if (difference === 0) return 0;
  return difference / Math.sqrt(one.variance / before.length + other.variance / after.length);
}

type Weight = (position: number, count: number) => number;

export function linearWeight(position: number, count: number): number {
  return (count - position) / count;
}

/** Weighted mean, and the variance around it. */
export function momentsOf(
  values: readonly number[],
  weigh: Weight,
): { readonly mean: number; readonly variance: number } {
  const count = values.length;
  if (count === 0) return { mean: 0, variance: 0 };
  const total = values.reduce((sum, _, position) => sum + weigh(position, count), 0);
  const mean = values.reduce((sum, value, position) => sum + value * weigh(position, count), 0) / total;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: count > 1 ? squares / (count - 1) : 0 };
}
