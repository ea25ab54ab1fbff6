import { normalCdf, normalDensity, normalQuantile } from './normal.ts';

/** Points on which the distribution of a process that was not stopped yet is carried from look to look. */
const POINTS = 240;

/** Levels by plan: they cost a thousand judgements to find, and every judgement asks for the same few. */
const found = new Map<string, readonly number[]>();
const MOST_REMEMBERED = 1000;

/**
 * Level of each one-sided test when data are looked at several times, so that all together err with probability `alpha`. `looks` are
 * rising amounts of data, the last of which is all. Spends little early: 2(1 − Φ(z_{1−α/2} / √share of the data)).
 * Source: Lan & DeMets (1983), Biometrika 70, 659–663, with the recursion of Armitage, McPherson & Rowe (1969).
 */
export function lookLevels(looks: readonly number[], alpha: number): readonly number[] {
  if (looks.length === 1) return [alpha];
  const plan = JSON.stringify([alpha, ...looks]);
  const levels = found.get(plan) ?? findLevels(looks, alpha);
  if (found.size < MOST_REMEMBERED) found.set(plan, levels);
  return levels;
}

function findLevels(looks: readonly number[], alpha: number): readonly number[] {
  const all = looks.at(-1) ?? Number.NaN;
  const spent = looks.map((look) => 2 * normalCdf(normalQuantile(alpha / 2) / Math.sqrt(look / all)));
  const levels: number[] = [];
  // The process at time t is normal with variance t; a grid of its values that did not cross a boundary, with weights.
  let alive: readonly Point[] = [{ value: 0, weight: 1 }];
  looks.forEach((look, position) => {
    const time = look / all;
    const step = Math.sqrt(time - (looks[position - 1] ?? 0) / all);
    const toSpend = (spent[position] as number) - (spent[position - 1] ?? 0);
    const crossing = (boundary: number) =>
      alive.reduce((sum, { value, weight }) => sum + weight * normalCdf((value - boundary) / step), 0);
    const boundary = fallingRoot(crossing, toSpend, -10, 10);
    // A look at next to none of the data spends what no floating-point number holds; a test needs a level above zero.
    levels.push(Math.max(Number.EPSILON, normalCdf(-boundary / Math.sqrt(time))));
    alive = carry(alive, step, -7 * Math.sqrt(time), boundary);
  });
  return levels;
}

interface Point {
  readonly value: number;
  readonly weight: number;
}

/** The process one step later, below the boundary: Simpson's rule on an even grid. */
function carry(alive: readonly Point[], step: number, lowest: number, boundary: number): readonly Point[] {
  const width = (boundary - lowest) / POINTS;
  return Array.from({ length: POINTS + 1 }, (_, position) => {
    const value = lowest + position * width;
    const density = alive.reduce(
      (sum, point) => sum + (point.weight * normalDensity((value - point.value) / step)) / step,
      0,
    );
    const simpson = position === 0 || position === POINTS ? 1 : position % 2 === 1 ? 4 : 2;
    return { value, weight: (density * simpson * width) / 3 };
  });
}

function fallingRoot(fall: (x: number) => number, goal: number, from: number, until: number): number {
  let low = from;
  let high = until;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (fall(middle) > goal) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
