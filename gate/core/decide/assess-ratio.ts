import type { DistributionBlock, LevelBlock, RatioBlock } from '../model/series.ts';
import { estimateRatio, type RatioPart } from '../stats/ratio-estimate.ts';
import { LEAST_ASSUMED_DESIGN_EFFECT } from '../stats/share-interval.ts';
import { studentQuantile } from '../stats/student-t.ts';
import { type Assessment, type Limit, verdictOf } from './assessment.ts';
import { FEWEST_BLOCKS, judgeShare } from './judge-share.ts';

/** Share of counted things (failed requests, hits): bounds stay right where next to none or next to all are counted. */
export function assessShare(blocks: readonly RatioBlock[], limit: Limit, confidence: number): Assessment {
  const n = blocks.reduce((sum, block) => sum + block.denominator, 0);
  const observed = Math.min(1, blocks.reduce((sum, block) => sum + block.numerator, 0) / n);
  const unknown = { observed, interval: null, n: Math.round(n), effectiveN: null, warnings: [] };
  const isBelow = limit.side === 'below';
  const judged = judgeShare({
    blocks: blocks.map(({ numerator, denominator }) => ({
      requests: denominator,
      over: isBelow ? Math.min(numerator, denominator) : Math.max(0, denominator - numerator),
    })),
    allowed: isBelow ? limit.value : 1 - limit.value,
    confidence,
    leastDesignEffect: LEAST_ASSUMED_DESIGN_EFFECT,
  });
  const { verdict, estimate } = judged;
  if (estimate === null) return { ...unknown, verdict, reason: judged.reason };
  const [lower, upper] = estimate.interval;
  return {
    ...unknown,
    verdict,
    reason: judged.isUnderSampled ? judged.reason : null,
    interval: isBelow ? [lower, upper] : [1 - upper, 1 - lower],
    effectiveN: estimate.effectiveRequests,
  };
}

/** Ratio of two sums of any kind (a rate, CPU time per request, a mean, a level), with t bounds over blocks. */
export function assessRatio(parts: readonly RatioPart[], n: number, limit: Limit, confidence: number): Assessment {
  const observed = sumOf(parts, 'numerator') / sumOf(parts, 'denominator');
  if (parts.length < FEWEST_BLOCKS) {
    const reason = `${parts.length} blocks with samples, ${FEWEST_BLOCKS} are needed`;
    return { verdict: 'invalid', reason, observed, interval: null, n, effectiveN: null, warnings: [] };
  }
  const { longRun, independent } = estimateRatio(parts);
  const half = studentQuantile(confidence, longRun.degrees) * Math.sqrt(longRun.variance);
  // A ratio of sums that cannot be negative has no negative bound.
  const floor = parts.every((part) => part.numerator >= 0) ? 0 : Number.NEGATIVE_INFINITY;
  const interval: readonly [number, number] = [Math.max(floor, observed - half), observed + half];
  const effectiveN =
    longRun.variance > 0
      ? Math.min(parts.length, parts.length * (independent.variance / longRun.variance))
      : parts.length;
  return { verdict: verdictOf(interval, limit), reason: null, observed, interval, n, effectiveN, warnings: [] };
}

/** The blocks of a level as a ratio: each counts the same. */
export function levelParts(blocks: readonly LevelBlock[]): readonly RatioPart[] {
  return blocks.map(({ value }) => ({ numerator: value, denominator: 1 }));
}

/** The mean of a distribution as a ratio: the sum of its samples over their count. */
export function meanParts(blocks: readonly DistributionBlock[]): readonly RatioPart[] {
  return blocks.map(({ sum, count }) => ({ numerator: sum, denominator: count }));
}

/** A statement about this run alone, such as its largest sample: exact, and no more than that. */
export function assessExact(observed: number, n: number, limit: Limit, what: string): Assessment {
  const message = `${what} speaks of this run alone: no confidence that the next one does the same`;
  const interval: readonly [number, number] = [observed, observed];
  const warnings = [{ code: 'NO_CONFIDENCE', message }];
  // Exact numbers do equal limits: one error is not below one, no order is not above none.
  const isMet = limit.side === 'below' ? observed < limit.value : observed > limit.value;
  return { verdict: isMet ? 'met' : 'missed', reason: null, observed, interval, n, effectiveN: null, warnings };
}

function sumOf(parts: readonly RatioPart[], key: keyof RatioPart): number {
  return parts.reduce((sum, part) => sum + part[key], 0);
}
