import type { DistributionBlock } from '../core/model/series.ts';
import { type Histogram, HistogramBuilder } from '../core/stats/histogram-builder.ts';
import { PackedHistograms } from './packed-histograms.ts';
import { type Blocked, MAX_BLOCKS } from './timeline.ts';

interface OpenBlock {
  index: number;
  readonly builder: HistogramBuilder;
}

/** Serve whoever walks over packed blocks, and are empty between two walks: taken anew, they would wait for the collector. */
const passing = new HistogramBuilder();
let spare = new PackedHistograms();

/**
 * One histogram a block. Two blocks are open at a time, because the samples of two neighbouring seconds come mixed;
 * the others rest packed, and a late sample opens its block again.
 */
export class BlockHistograms implements Blocked {
  #packed = new PackedHistograms();
  #newer: OpenBlock = { index: -1, builder: new HistogramBuilder() };
  #older: OpenBlock | null = null;

  /** Throws RangeError on NaN. */
  record(index: number, value: number): void {
    this.#open(index).record(value);
  }

  /** Blocks that have samples, in order of time. */
  blocks(blockSeconds: number): readonly DistributionBlock[] {
    this.#closeAll();
    const blocks: DistributionBlock[] = [];
    for (let index = 0; index < MAX_BLOCKS; index += 1) {
      if (!this.#packed.has(index)) continue;
      this.#packed.addTo(passing, index);
      blocks.push({ at: index * blockSeconds, ...passing.build() });
      passing.clear();
    }
    return blocks;
  }

  /** The histogram of one block so far, perhaps an empty one. */
  histogramAt(index: number): Histogram {
    for (const open of [this.#newer, this.#older]) {
      if (open?.index === index) return open.builder.build();
    }
    this.#packed.addTo(passing, index);
    const histogram = passing.build();
    passing.clear();
    return histogram;
  }

  mergePairs(): void {
    this.#repack((index) => index >> 1);
  }

  moveBack(blocks: number): void {
    this.#repack((index) => index + blocks);
  }

  #repack(newIndex: (index: number) => number): void {
    this.#closeAll();
    const old = this.#packed;
    const repacked = spare;
    for (let index = 0; index < MAX_BLOCKS; index += 1) {
      if (!old.has(index)) continue;
      repacked.addTo(passing, newIndex(index));
      old.addTo(passing, index);
      repacked.put(newIndex(index), passing);
      passing.clear();
    }
    this.#packed = repacked;
    old.clear();
    spare = old;
  }

  #open(index: number): HistogramBuilder {
    if (this.#newer.index === index) return this.#newer.builder;
    const older = this.#older ?? { index: -1, builder: new HistogramBuilder() };
    this.#older = this.#newer;
    this.#newer = older;
    if (older.index === index) return older.builder;
    this.#close(older);
    if (this.#packed.isWasteful) this.#repack((same) => same);
    older.index = index;
    this.#packed.addTo(older.builder, index);
    return older.builder;
  }

  #close(open: OpenBlock): void {
    if (open.index < 0) return;
    this.#packed.put(open.index, open.builder);
    open.builder.clear();
    open.index = -1;
  }

  #closeAll(): void {
    this.#close(this.#newer);
    if (this.#older !== null) this.#close(this.#older);
  }
}
