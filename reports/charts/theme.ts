import type { LineStyle } from './plot.ts';

/** How a line is stroked. Colours are CSS variables, so one drawing serves light and dark. */
export const STROKES: Readonly<
  Record<LineStyle, { readonly color: string; readonly dash: readonly number[]; readonly width: number }>
> = {
  first: { color: 'var(--line-1)', dash: [1, 0], width: 1.8 },
  second: { color: 'var(--line-2)', dash: [7, 3], width: 1.8 },
  third: { color: 'var(--line-3)', dash: [2, 2], width: 1.8 },
  fourth: { color: 'var(--line-4)', dash: [9, 2, 2, 2], width: 1.8 },
  limit: { color: 'var(--limit)', dash: [1, 0], width: 1.2 },
  plan: { color: 'var(--muted)', dash: [4, 4], width: 1.4 },
  baseline: { color: 'var(--line-2)', dash: [6, 3], width: 2 },
  candidate: { color: 'var(--line-1)', dash: [1, 0], width: 2 },
  level: { color: 'var(--ink)', dash: [1, 0], width: 2.2 },
  worse: { color: 'var(--fail)', dash: [1, 0], width: 1.6 },
  better: { color: 'var(--pass)', dash: [1, 0], width: 1.6 },
  provisional: { color: 'var(--muted)', dash: [3, 3], width: 1.2 },
  accepted: { color: 'var(--void)', dash: [9, 2, 2, 2], width: 1.6 },
  changed: { color: 'var(--muted)', dash: [4, 2, 1, 2], width: 1.2 },
  expired: { color: 'var(--muted)', dash: [1, 3], width: 1.6 },
};

/** Room of a drawing in SVG units; text never shrinks with it. `left` and `bottom` hold the axes' labels. */
export interface Frame {
  readonly name: 'full' | 'half' | 'third' | 'phone';
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly bottom: number;
  readonly xTicks: number;
  readonly yTicks: number;
}

export const FRAMES: Readonly<Record<Frame['name'], Frame>> = {
  full: { name: 'full', width: 1096, height: 300, left: 56, bottom: 22, xTicks: 14, yTicks: 6 },
  half: { name: 'half', width: 536, height: 270, left: 56, bottom: 22, xTicks: 7, yTicks: 6 },
  third: { name: 'third', width: 349, height: 170, left: 52, bottom: 22, xTicks: 5, yTicks: 4 },
  phone: { name: 'phone', width: 340, height: 230, left: 52, bottom: 22, xTicks: 5, yTicks: 5 },
};

/** Room right of the plot (half of the last label) and above it; stages are named there. */
export const RIGHT = 16;
export const TOP = { plain: 8, named: 22, stacked: 36 } as const;
export const FONT_SIZE = 11.5;
