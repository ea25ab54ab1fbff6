import type { Comparison, ComparisonVerdict } from '../model/comparison.ts';
import type { Trend } from '../model/history.ts';
import type { Direction } from '../model/series.ts';
import { medianShift } from '../stats/median-shift.ts';
import { median } from '../stats/sample-quantile.ts';
import { REACH } from './detect.ts';
import { withoutSize } from './paired-with-zero.ts';
import { relativeChange, worsening } from './relative-change.ts';

/** Runs that a level is read from at most, so that slow drift shows between its parts, and at least. */
const STRETCH = 20;
const FEWEST_RUNS = 10;

const CONFIDENCE = 0.95;

/** Runs of one metric that have a value above zero, oldest first; `place` is their index among all runs. */
export type PlacedRuns = readonly { readonly place: number; readonly value: number }[];

export interface Creep {
  readonly anchor: Trend['anchor'];
  readonly creep: Comparison | null;
}

/**
 * Where the metric stands against its anchor, a level of at most twenty runs: the first since the last acceptance (`acceptedFrom`, a place), else the best
 * there was. A regression when the lower bound of the change is above the margin, though no single step may have been: slow drift adds up, too.
 */
export function creepOf(
  runs: PlacedRuns,
  changes: readonly number[],
  acceptedFrom: number | null,
  better: Direction,
  margin: number,
): Creep {
  const anchor =
    acceptedFrom === null ? best(stretches(runs, changes), better) : acceptedLevel(runs, changes, acceptedFrom);
  const lastChange = changes.at(-1) ?? 0;
  const current = runs.filter(({ place }) => place >= lastChange).slice(-STRETCH);
  const [from, until] = [anchor?.at(0)?.place, anchor?.at(-1)?.place];
  if (anchor === undefined || from === undefined || until === undefined) return { anchor: null, creep: null };
  const placed = { from, until: until + 1, value: median(anchor.map(({ value }) => value)) };
  const first = current[0];
  if (first === undefined || current.length < FEWEST_RUNS) return { anchor: placed, creep: null };
  if (first.place <= until) {
    const reason =
      acceptedFrom === null ? 'the current level is the best so far' : 'the current level is the accepted one';
    return { anchor: placed, creep: withoutSize('unchanged', reason, current.length, CONFIDENCE) };
  }
  return { anchor: placed, creep: compare(anchor, current, better, margin) };
}

/** The first runs since an acceptance, until the level changed once more; a change found next to it is the accepted one. */
function acceptedLevel(runs: PlacedRuns, changes: readonly number[], from: number): PlacedRuns | undefined {
  const until = changes.find((change) => change > from + REACH) ?? Number.POSITIVE_INFINITY;
  const level = runs.filter(({ place }) => place >= from && place < until).slice(0, STRETCH);
  return level.length >= FEWEST_RUNS ? level : undefined;
}

/** Levels between changes, cut into stretches of twenty; those of fewer than ten runs are left out. */
function stretches(runs: PlacedRuns, changes: readonly number[]): readonly PlacedRuns[] {
  const levels = Map.groupBy(runs, ({ place }) => changes.filter((change) => change <= place).length);
  return [...levels.values()].flatMap((all) => {
    const count = Math.max(1, Math.floor(all.length / STRETCH));
    const cut = Array.from({ length: count }, (_, part) => all.slice(part * STRETCH, (part + 1) * STRETCH));
    return cut.filter(({ length }) => length >= FEWEST_RUNS);
  });
}

function best(levels: readonly PlacedRuns[], better: Direction): PlacedRuns | undefined {
  const worse = (level: PlacedRuns) => worsening(1, median(level.map(({ value }) => value)), better);
  return levels.toSorted((one, other) => worse(one) - worse(other))[0];
}

function compare(anchor: PlacedRuns, current: PlacedRuns, better: Direction, margin: number): Comparison {
  const logs = (runs: PlacedRuns) => runs.map(({ value }) => worsening(1, value, better));
  const { shift, interval } = medianShift(logs(anchor), logs(current), CONFIDENCE);
  const [lower, upper] = interval;
  const threshold = Math.log1p(margin);
  const verdict: ComparisonVerdict =
    lower > threshold
      ? 'regression'
      : upper < -threshold
        ? 'improvement'
        : upper < threshold
          ? 'unchanged'
          : 'inconclusive';
  const change = (worse: number) => relativeChange(worse, better);
  const percent = (worse: number) => `${Number((change(worse) * 100).toPrecision(2))} %`;
  return {
    ...withoutSize(
      verdict,
      `${percent(shift)} against the anchor (${percent(lower)} to ${percent(upper)}; positive is worse)`,
      current.length,
      CONFIDENCE,
    ),
    estimate: change(shift),
    interval: [change(lower), change(upper)],
  };
}
