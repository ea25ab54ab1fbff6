import { clopperPearson } from './clopper-pearson.ts';
import type { VarianceEstimate } from './long-run-variance.ts';
import { normalQuantile } from './normal.ts';
import { estimateRatio } from './ratio-estimate.ts';
import { studentQuantile } from './student-t.ts';

/** Requests of a block, and how many of them were over the limit (or failed, or hit the cache). */
export interface ShareBlock {
  readonly requests: number;
  readonly over: number;
}

export interface ShareInterval {
  readonly share: number;
  /** One-sided bounds, each with the confidence asked for. */
  readonly interval: readonly [number, number];
  readonly requests: number;
  /** Variance of the share over that of as many independent requests, at least 1, raised for its own uncertainty. */
  readonly designEffect: number;
  /** Independent requests that these are worth. */
  readonly effectiveRequests: number;
}

/** With exceedances in fewer blocks than this their clustering cannot be estimated from themselves alone. */
const FEWEST_BLOCKS_TO_MEASURE = 10;

/** Design effect that is assumed at least where it cannot be measured: bursts of four requests share their fate. */
export const LEAST_ASSUMED_DESIGN_EFFECT = 4;

/**
 * Share of requests with one-sided bounds that know that requests of a block, and blocks in a row, resemble each other:
 * Clopper–Pearson bounds for as many independent requests as these are worth. With exceedances (or their absence) in
 * fewer than ten blocks, at least `leastDesignEffect` is assumed. Blocks are in order of time; at least two with requests.
 * Source: Korn & Graubard (1998), Survey Methodology 24, 193–201, with the long-run variance for the clustered one.
 */
export function shareInterval(
  blocks: readonly ShareBlock[],
  confidence: number,
  leastDesignEffect: number,
): ShareInterval {
  const used = blocks.filter((block) => block.requests > 0);
  const requests = used.reduce((sum, block) => sum + block.requests, 0);
  const over = used.reduce((sum, block) => sum + block.over, 0);
  const designEffect = Math.max(1, measuredOrAssumed(used, confidence, leastDesignEffect));
  const effectiveRequests = requests / designEffect;
  const effectiveOver = Math.min(effectiveRequests, over / designEffect);
  return {
    share: over / requests,
    interval: clopperPearson(effectiveOver, effectiveRequests, confidence),
    requests,
    designEffect,
    effectiveRequests,
  };
}

function measuredOrAssumed(blocks: readonly ShareBlock[], confidence: number, least: number): number {
  const measured = designEffects(blocks, confidence);
  const withOver = blocks.filter((block) => block.over > 0).length;
  const withOthers = blocks.filter((block) => block.over < block.requests).length;
  if (Math.min(withOver, withOthers) >= FEWEST_BLOCKS_TO_MEASURE) return measured.longRun;
  return Math.max(least, measured.longRun, measured.independent);
}

/** Design effect of a share as its blocks show it: the larger of both estimates, at least 1. */
export function measuredDesignEffect(blocks: readonly ShareBlock[], confidence: number): number {
  const { longRun, independent } = designEffects(
    blocks.filter((block) => block.requests > 0),
    confidence,
  );
  return Math.max(1, longRun, independent);
}

function designEffects(blocks: readonly ShareBlock[], confidence: number) {
  const parts = blocks.map((block) => ({ numerator: block.over, denominator: block.requests }));
  const { ratio, longRun, independent } = estimateRatio(parts);
  const requests = parts.reduce((sum, part) => sum + part.denominator, 0);
  const binomialVariance = (ratio * (1 - ratio)) / requests;
  const of = ({ variance, degrees }: VarianceEstimate) =>
    binomialVariance > 0 ? (variance / binomialVariance) * uncertainty(confidence, degrees) : 0;
  return { longRun: of(longRun), independent: of(independent) };
}

/** (t / z)²: what a variance of few degrees of freedom adds to the width of an interval. Source: Korn & Graubard (1998). */
function uncertainty(confidence: number, degrees: number): number {
  return (studentQuantile(confidence, degrees) / normalQuantile(confidence)) ** 2;
}
