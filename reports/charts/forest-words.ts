import type { ForestRow } from './plot.ts';

/** Columns beside the plot where it is wide; a phone has the words above each row. */
export const WIDE = { row: 44, left: 236, right: 384, middle: 0.42, head: 0 };
export const NARROW = { row: 56, left: 8, right: 8, middle: 0.62, head: 0.4 };
/** No limit on the length of a text. */
const ENDLESS = 0;

/** Name, route, effect and verdict of a row: in columns beside the plot, or above it on a phone. */
export function forestWords({ name, detail, text, verdict }: ForestRow, isNarrow: boolean, width: number) {
  if (isNarrow) {
    const label = detail === '' ? name : `${name} · ${detail}`;
    return [
      { label, left: 0, dy: 13, limit: width - 84, isBold: true, isToned: false },
      { label: verdict, left: width, dy: 13, limit: ENDLESS, isBold: true, isToned: true, isAtEnd: true },
    ];
  }
  const two = detail !== '';
  return [
    { label: name, left: -WIDE.left, dy: two ? -6 : 3, limit: WIDE.left - 14, isBold: true, isToned: false },
    ...(two ? [{ label: detail, left: -WIDE.left, dy: 12, limit: WIDE.left - 14, isBold: false, isToned: false }] : []),
    { label: verdict, left: width + 20, dy: 3, limit: ENDLESS, isBold: true, isToned: true },
    { label: text, left: width + 134, dy: 3, limit: ENDLESS, isBold: false, isToned: false },
  ];
}
