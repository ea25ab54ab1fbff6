import type { Direction, Series } from '../core/model/series.ts';
import { BlockHistograms } from './block-histograms.ts';
import { BlockSums } from './block-sums.ts';
import { builtInMetric } from './k6-metrics.ts';
import { countBlocks, meanBlocks, rateBlocks, shareBlocks } from './ratio-blocks.ts';
import type { ScriptMetric } from './script-metrics.ts';
import type { Span } from './span.ts';
import type { Timeline } from './timeline.ts';

/** A series that one of the script's own thresholds speaks of. */
export interface WatchedSeries {
  /** Name of the series: `http_req_duration{name:items}` for a distribution, `orders.count` for one number. */
  readonly name: string;
  readonly metric: string;
  /** Tags that a sample must have; none: every sample of the metric. */
  readonly selector: Readonly<Record<string, string>>;
  /** What the threshold asks of the metric; `rate` fits k6's Rate (a share) and its Counter (per second). */
  readonly asks: 'distribution' | 'rate' | 'count' | 'value';
  readonly better: Direction;
}

/** Unit of a metric that a script made: k6 knows none but time, and does not write that into its output. */
const UNKNOWN_UNIT = 'units';

/** The samples of one watched series, of any of k6's four types. */
export class WatchedSamples {
  readonly watched: WatchedSeries;
  readonly #histograms: BlockHistograms | null;
  readonly #sums: BlockSums;
  readonly #counts: BlockSums;
  #isBinary = true;

  constructor(watched: WatchedSeries, timeline: Timeline) {
    this.watched = watched;
    this.#histograms = watched.asks === 'distribution' ? timeline.follow(new BlockHistograms()) : null;
    this.#sums = timeline.follow(new BlockSums());
    this.#counts = timeline.follow(new BlockSums());
  }

  record(index: number, value: number): void {
    if (this.#histograms !== null) {
      this.#histograms.record(index, value);
      return;
    }
    this.#sums.add(index, value);
    this.#counts.add(index, 1);
    if (value !== 0 && value !== 1) this.#isBinary = false;
  }

  isMatch(tags: ReadonlyMap<string, string>): boolean {
    return Object.entries(this.watched.selector).every(([tag, value]) => (tags.get(tag) ?? '') === value);
  }

  /** `metrics` of the script's own, as far as they are known; else the values tell a Rate from a Counter. */
  series(timeline: Timeline, span: Span, metrics: ReadonlyMap<string, ScriptMetric>): Series {
    const { name, asks, better } = this.watched;
    const known = builtInMetric(this.watched.metric) ?? metrics.get(this.watched.metric);
    const unit = known?.unit ?? UNKNOWN_UNIT;
    const named = { name, route: null, better } as const;
    if (this.#histograms !== null) {
      return { ...named, kind: 'distribution', unit, blocks: this.#histograms.blocks(timeline.blockSeconds) };
    }
    if (asks === 'value')
      return { ...named, kind: 'level', unit, blocks: meanBlocks(timeline, this.#sums, this.#counts) };
    if (asks === 'count') {
      return { ...named, kind: 'ratio', unit, blocks: countBlocks(timeline, this.#sums, span) };
    }
    const isShare = (known?.type ?? (this.#isBinary ? 'rate' : 'counter')) === 'rate';
    return isShare
      ? { ...named, kind: 'ratio', unit: 'share', blocks: shareBlocks(timeline, this.#sums, this.#counts) }
      : { ...named, kind: 'ratio', unit: '1/s', blocks: rateBlocks(timeline, this.#sums, span) };
  }
}
