import type { TargetVerdict } from '../model/target.ts';
import { normalQuantile } from '../stats/normal.ts';
import {
  LEAST_ASSUMED_DESIGN_EFFECT,
  type ShareBlock,
  type ShareInterval,
  shareInterval,
} from '../stats/share-interval.ts';

/** Fewer blocks leave less than four degrees of freedom for the variance between them. */
export const FEWEST_BLOCKS = 20;

/** Confidence of each bound when a run is judged once. */
export const ONE_LOOK = 0.95;

/** Confidence of each bound when a run may be judged at 1×, 2× and 4× its length. Source: Pocock (1977), Biometrika 64, 191–199. */
export const THREE_LOOKS = 0.978;

/** Power with which the minimum detectable effect is stated. */
const POWER = 0.8;

/** "At most `allowed` of the requests are over the limit": a target for a quantile, or for a share, as a question about counts. */
export interface ShareQuestion {
  readonly blocks: readonly ShareBlock[];
  /** Largest share that meets the target, 0–1; 1 − q for the q-quantile. */
  readonly allowed: number;
  /** Confidence of each one-sided bound. */
  readonly confidence: number;
  /** Design effect assumed at least where few blocks hold exceedances. */
  readonly leastDesignEffect: number;
}

export interface ShareJudgement {
  readonly verdict: TargetVerdict;
  readonly reason: string;
  /** Requests over the limit; `null` without requests. */
  readonly estimate: ShareInterval | null;
  /** Distance from the allowed share that this run decides with 80 % power; `null` without requests. */
  readonly mde: number | null;
  readonly blocks: number;
  /** Too few effective requests for any share to be shown. */
  readonly isUnderSampled: boolean;
}

/**
 * Effective requests without which no share can be shown to be at most `allowed`: with fewer, even none over the limit
 * leaves the upper bound above it. 59, 299 and 2,995 for p95, p99 and p99.9 at .95.
 */
export function leastEffectiveRequests(allowed: number, confidence: number): number {
  return Math.ceil(Math.log(1 - confidence) / Math.log(1 - allowed));
}

/**
 * Met when the upper bound of the share is at most what is allowed, missed when the lower bound is above it, else
 * inconclusive; invalid without requests or with fewer than twenty blocks. The rule in prose: docs/statistics.md.
 */
export function judgeShare({ blocks, allowed, confidence, leastDesignEffect }: ShareQuestion): ShareJudgement {
  const used = blocks.filter((block) => block.requests > 0);
  const invalid = (reason: string): ShareJudgement => {
    return { verdict: 'invalid', reason, estimate: null, mde: null, blocks: used.length, isUnderSampled: false };
  };
  if (used.length === 0) return invalid('no requests');
  if (used.length < FEWEST_BLOCKS) return invalid(`${used.length} blocks with requests, ${FEWEST_BLOCKS} are needed`);
  const estimate = shareInterval(used, confidence, leastDesignEffect);
  const { effectiveRequests } = estimate;
  const spread = Math.sqrt((allowed * (1 - allowed)) / effectiveRequests);
  const mde = Math.min(1, (normalQuantile(confidence) + normalQuantile(POWER)) * spread);
  return { ...decide(estimate, allowed, confidence), estimate, mde, blocks: used.length };
}

function decide(estimate: ShareInterval, allowed: number, confidence: number) {
  const { share, interval, requests, designEffect, effectiveRequests } = estimate;
  const [lower, upper] = interval;
  const least = leastEffectiveRequests(allowed, confidence);
  // A clear miss needs no more than what the least assumed clustering leaves: how strongly misses cluster counts against "met" only.
  const forMissed = requests / Math.min(designEffect, LEAST_ASSUMED_DESIGN_EFFECT);
  const reason = `${percent(share)} over the limit (${percent(lower)} to ${percent(upper)}), ${percent(allowed)} allowed`;
  // An upper bound this low takes at least so many effective requests: fewer leave it above, even with none over the limit.
  const isMet = upper <= allowed;
  const isMissed = forMissed >= least && lower > allowed;
  if (isMet || isMissed) return { verdict: isMet ? 'met' : 'missed', reason, isUnderSampled: false } as const;
  if (effectiveRequests >= least) return { verdict: 'inconclusive', reason, isUnderSampled: false } as const;
  const worth = `${Math.round(requests)} samples are worth ${Math.floor(effectiveRequests)} independent ones`;
  return {
    verdict: 'inconclusive',
    reason: `${worth}, ${least} are needed: run longer`,
    isUnderSampled: true,
  } as const;
}

/** A share as text for people, with three significant digits. */
function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
