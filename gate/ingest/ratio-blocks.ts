import type { LevelBlock, RatioBlock } from '../core/model/series.ts';
import type { BlockSums } from './block-sums.ts';
import type { Span } from './span.ts';
import type { Timeline } from './timeline.ts';

/** Share of a block that a rate needs: the stump at the start or the end of a run, a few requests by a few ms, is no rate. */
const LEAST_SHARE = 0.5;

/** Shares: one sum over another. Blocks in which there was nothing to count are left out. */
export function shareBlocks(timeline: Timeline, numerator: BlockSums, denominator: BlockSums): readonly RatioBlock[] {
  return ratioBlocks(timeline, numerator, (index) => denominator.at(index));
}

/**
 * Rates per second: a sum over the seconds of the block within the span. A block without anything counts as zero, a first
 * or last block is divided by the part of it that the run covers, and left out when that is less than half.
 */
export function rateBlocks(timeline: Timeline, numerator: BlockSums, span: Span): readonly RatioBlock[] {
  return ratioBlocks(timeline, numerator, (index) => {
    const seconds = span.secondsIn(index, timeline);
    return seconds >= timeline.blockSeconds * LEAST_SHARE ? seconds : 0;
  });
}

/** Counts for the whole run: a sum over the block's share of the run, so that the ratio of all blocks is the total. */
export function countBlocks(timeline: Timeline, numerator: BlockSums, span: Span): readonly RatioBlock[] {
  return ratioBlocks(timeline, numerator, (index) =>
    span.seconds > 0 ? span.secondsIn(index, timeline) / span.seconds : Number(numerator.at(index) > 0),
  );
}

/** Levels: the mean of what was sampled in the block. */
export function meanBlocks(timeline: Timeline, sums: BlockSums, counts: BlockSums): readonly LevelBlock[] {
  return shareBlocks(timeline, sums, counts).map(({ at, numerator, denominator }) => ({
    at,
    value: numerator / denominator,
  }));
}

function ratioBlocks(
  timeline: Timeline,
  numerator: BlockSums,
  denominatorAt: (index: number) => number,
): readonly RatioBlock[] {
  const blocks: RatioBlock[] = [];
  for (let index = 0; index < timeline.blockCount; index += 1) {
    const denominator = denominatorAt(index);
    if (denominator === 0) continue;
    blocks.push({ at: index * timeline.blockSeconds, numerator: numerator.at(index), denominator });
  }
  return blocks;
}
