import type { DistributionBlock } from '../model/series.ts';
import { countOver } from '../stats/count-over.ts';
import { mergeBuckets } from '../stats/merge-buckets.ts';
import { quantile as quantileOf } from '../stats/quantile.ts';
import { measuredDesignEffect, type ShareBlock, shareInterval } from '../stats/share-interval.ts';
import type { Assessment, Limit } from './assessment.ts';
import { FEWEST_BLOCKS, judgeShare } from './judge-share.ts';

/** Where the design effect is measured for tails too thin to show their own: one request in ten lies beyond. */
const MEASURED_AT = 0.9;

/** A bound is looked for until it is known this well: far better than the histogram's own relative error. */
const PRECISION = 1e-5;

/**
 * A target for a quantile, judged as a share of requests over the limit, and its interval in the metric's own unit: the
 * limits at which the same test would turn. Source: Woodruff (1952), J. Am. Stat. Assoc. 47, 635–646.
 */
export function assessQuantile(
  blocks: readonly DistributionBlock[],
  quantile: number,
  limit: Limit,
  confidence: number,
): Assessment {
  const all = mergeBuckets(blocks);
  const observed = quantileOf(all, quantile);
  const over = (value: number): readonly ShareBlock[] =>
    blocks.map((block) => ({ requests: block.count, over: countOver(block, value) }));
  const unknown = { observed, interval: null, n: all.count, effectiveN: null, warnings: [] };
  if (blocks.length < FEWEST_BLOCKS) {
    return {
      ...unknown,
      verdict: 'invalid',
      reason: `${blocks.length} blocks with samples, ${FEWEST_BLOCKS} are needed`,
    };
  }
  const leastDesignEffect = measuredDesignEffect(over(quantileOf(all, MEASURED_AT)), confidence);
  const shares = over(limit.value);
  const question =
    limit.side === 'below'
      ? { blocks: shares, allowed: 1 - quantile }
      : { blocks: shares.map(within), allowed: quantile };
  const judged = judgeShare({ ...question, confidence, leastDesignEffect });
  const allowed = 1 - quantile;
  const bounds = (value: number) => shareInterval(over(value), confidence, leastDesignEffect).interval;
  // At the largest value nothing is over the limit: where even that leaves the bound above the share, it is unknown. A limit that
  // is met bounds it, too, and may do so alone: a share that spreads evenly is known better than none, whose spread is assumed.
  const isMetBelow = judged.verdict === 'met' && limit.side === 'below';
  const highest = isMetBelow ? Math.min(all.max, limit.value) : all.max;
  const isBounded = bounds(highest)[1] <= allowed;
  const lower = turningPoint(all.min, all.max, (value) => bounds(value)[0] <= allowed);
  const upper = turningPoint(all.min, highest, (value) => bounds(value)[1] <= allowed);
  return {
    ...unknown,
    verdict: judged.verdict,
    reason: judged.estimate !== null && judged.isUnderSampled ? judged.reason : null,
    interval: isBounded ? agreeing([lower, upper], limit, judged.verdict) : null,
    effectiveN: judged.estimate?.effectiveRequests ?? null,
  };
}

function within({ requests, over }: ShareBlock): ShareBlock {
  return { requests, over: requests - over };
}

/** The smallest value from which on a statement holds that is false for small and true for large values. */
function turningPoint(min: number, max: number, holds: (value: number) => boolean): number {
  if (holds(min)) return min;
  let low = min;
  let high = max;
  while (high - low > PRECISION * high) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The verdict was found at the limit itself; a bound that the search left a rounding error beyond it is drawn back. */
function agreeing(
  [lower, upper]: readonly [number, number],
  { side, value }: Limit,
  verdict: string,
): readonly [number, number] {
  const isBelow = verdict === 'met' ? side === 'below' : side === 'above';
  if (verdict === 'met' || verdict === 'missed') {
    return isBelow
      ? [Math.min(lower, value), Math.min(upper, value)]
      : [Math.max(lower, value), Math.max(upper, value)];
  }
  return [Math.min(lower, value), Math.max(upper, value)];
}
