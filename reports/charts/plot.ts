/** A chart of the report: what is drawn, how it is named in words, and the numbers behind it. Plain data, no drawing. */
export interface Chart {
  /** Anchor within the page. */
  readonly id: string;
  readonly title: string;
  /** What a reader who cannot see the drawing has to know. */
  readonly caption: string;
  readonly legend: readonly LegendEntry[];
  readonly size: ChartSize;
  readonly plot: Plot;
  readonly table: DataTable;
}

/** `full` takes the width of the page, `half` and `third` share it. */
export type ChartSize = 'full' | 'half' | 'third';

/** Lines over time, over the batches of a suite, or over percentiles; at most a few hundred points a line. */
export interface Plot {
  readonly x: XAxis;
  readonly y: YAxis;
  readonly lines: readonly Line[];
  readonly bands: readonly Band[];
  readonly limits: readonly Limit[];
}

/**
 * `time`: seconds since the first sample. `batch`: number of the batch, from 1.
 * `percentile`: x is log10(1 / (1 − p)), so that p90, p99 and p99.9 are equally far apart.
 */
export interface XAxis {
  readonly kind: 'time' | 'batch' | 'percentile';
  readonly domain: readonly [number, number];
}

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
}

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

export interface LegendEntry {
  readonly label: string;
  /** What the line comes to over the whole run, written out; empty where that says nothing. */
  readonly value: string;
  readonly style: LineStyle;
}

/** Cells are written plainly, in the unit that the heading names, so that they can be pasted into a spreadsheet. */
export interface DataTable {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly note: string;
}

/** Lines differ by colour and by dash; `plan` is what should have been, `limit` that of a target. */
export type LineStyle = 'first' | 'second' | 'third' | 'fourth' | 'plan' | 'limit';
