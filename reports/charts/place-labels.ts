import type { Rule } from './plot.ts';
import { FONT_SIZE } from './theme.ts';

/** A label above the plot: which way it reads from its rule, and on which of two lines (0 is the lower). */
export interface PlacedLabel {
  readonly at: number;
  readonly label: string;
  readonly align: 'left' | 'right';
  readonly row: number;
}

const ROWS = 2;
const GAP = 8;

/**
 * Labels of rules so that none covers another: each on the first line where it has room, to the left of its rule where it would
 * leave the plot; one that has no room is left out (the table names it). `scale`: SVG units per unit of x.
 */
export function placeLabels(
  rules: readonly Rule[],
  [from, until]: readonly [number, number],
  scale: number,
): PlacedLabel[] {
  const ends = Array.from({ length: ROWS }, () => Number.NEGATIVE_INFINITY);
  return rules
    .filter(({ label }) => label !== '')
    .toSorted((one, other) => one.at - other.at)
    .flatMap(({ at, label }) => {
      const width = label.length * FONT_SIZE * 0.58;
      const place = (at - from) * scale;
      const align = place + width > (until - from) * scale ? 'right' : 'left';
      const begin = align === 'left' ? place : place - width;
      const row = begin < 0 ? -1 : ends.findIndex((end) => end + GAP <= begin);
      if (row < 0) return [];
      ends[row] = begin + width;
      return [{ at, label, align, row } as const];
    });
}
