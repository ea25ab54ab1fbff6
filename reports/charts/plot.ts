import type { ComparisonVerdict } from '../../gate/core/model/comparison.ts';

/** A chart of the report: what is drawn, how it is named in words, and the numbers behind it. Plain data, no drawing. */
export interface Chart {
  /** Anchor within the page. */
  readonly id: string;
  readonly title: string;
  /** What a reader who cannot see the drawing has to know. */
  readonly caption: string;
  readonly legend: readonly LegendEntry[];
  readonly size: ChartSize;
  readonly plot: Plot | ForestPlot;
  readonly table: DataTable;
}

/** `full` takes the width of the page, `half` and `third` share it. */
export type ChartSize = 'full' | 'half' | 'third';

/** Lines over time, over batches or runs, over percentiles or values; at most a few hundred points a line. */
export interface Plot {
  readonly x: XAxis;
  readonly y: YAxis;
  readonly lines: readonly Line[];
  readonly bands: readonly Band[];
  readonly limits: readonly Limit[];
  readonly areas?: readonly Area[];
  readonly rules?: readonly Rule[];
}

/**
 * `time`: seconds since the first sample. `batch`: number of the batch, from 1.
 * `percentile`: x is log10(1 / (1 − p)), so that p90, p99 and p99.9 are equally far apart.
 * `magnitude`: x is log10 of a value in `unit`. `run`: index into `names`, which label the ticks.
 */
export type XAxis = { readonly domain: readonly [number, number] } & (
  | { readonly kind: 'time' | 'batch' | 'percentile' }
  | { readonly kind: 'magnitude'; readonly unit: string }
  | { readonly kind: 'run'; readonly names: readonly string[] }
);

export interface YAxis {
  readonly unit: string;
  readonly scale: 'linear' | 'log';
  readonly domain: readonly [number, number];
}

export interface Line {
  readonly name: string;
  readonly style: LineStyle;
  /** In order of x; a `null` breaks the line. */
  readonly points: readonly Point[];
  /** Left out: `line`. */
  readonly marks?: Marks;
}

/** How the points of a line are drawn: joined; joined and each a dot; each a dot or a cross of its own. */
export type Marks = 'line' | 'dotted line' | 'dots' | 'crosses';

export interface Point {
  readonly x: number;
  readonly y: number | null;
}

/** A stretch of time that is marked: the warm-up, a stage of the plan. */
export interface Band {
  readonly from: number;
  readonly until: number;
  readonly label: string;
  readonly isShaded: boolean;
}

/** A target's limit, drawn across; the legend says `label` (`p95 limit`) and `text` (`< 85 ms`). */
export interface Limit {
  readonly at: number;
  readonly label: string;
  readonly text: string;
}

/** A rectangle in the units of both axes: a band of prediction. */
export interface Area {
  readonly from: number;
  readonly until: number;
  readonly low: number;
  readonly high: number;
}

/** A vertical rule from top to bottom, named above it where there is room; `label` may be empty. */
export interface Rule {
  readonly at: number;
  readonly label: string;
  readonly style: LineStyle;
}

/** Effects as points with their intervals, one metric a row, on one axis of relative changes (fractions; positive is worse). */
export interface ForestPlot {
  readonly domain: readonly [number, number];
  readonly rows: readonly ForestRow[];
}

export interface ForestRow {
  readonly name: string;
  /** The route, or what else the metric belongs to; may be empty. */
  readonly detail: string;
  readonly verdict: ComparisonVerdict;
  /** The effect written out. */
  readonly text: string;
  readonly estimate: number | null;
  readonly interval: readonly [number, number] | null;
  readonly margin: number;
  /** Effect of each launch alone. */
  readonly launches: readonly number[];
}

export interface LegendEntry {
  readonly label: string;
  /** What the line comes to over the whole run, written out; empty where that says nothing. */
  readonly value: string;
  readonly style: LineStyle;
  readonly marks?: Marks | 'area';
}

/** Cells are written plainly, in the unit that the heading names, so that they can be pasted into a spreadsheet. */
export interface DataTable {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly note: string;
}

/**
 * Lines differ by colour and by dash; `plan` is what should have been, `limit` that of a target. `baseline` and `candidate` are
 * the sides of a comparison, `level` what launches or runs come to; `worse`, `better`, `provisional`, `accepted`, `expired` and `changed` what became of a history.
 */
export type LineStyle =
  | 'first'
  | 'second'
  | 'third'
  | 'fourth'
  | 'plan'
  | 'limit'
  | 'baseline'
  | 'candidate'
  | 'level'
  | 'worse'
  | 'better'
  | 'provisional'
  | 'accepted'
  | 'changed'
  | 'expired';
