import type { RatioBlock } from '../model/series.ts';
import { LEAST_ASSUMED_DESIGN_EFFECT, shareInterval } from '../stats/share-interval.ts';
import type { Assessment, Limit } from './assessment.ts';
import { FEWEST_BLOCKS } from './judge-share.ts';

/**
 * "Every check passes" (above 1) and "no request fails" (below 0): one exception is a miss, of however few. That there was none is
 * a fact of this run alone, as no sample shows a share of exactly 1: the interval says how many may still fail.
 */
export function assessAllOrNone(blocks: readonly RatioBlock[], limit: Limit, confidence: number): Assessment {
  const n = blocks.reduce((sum, block) => sum + block.denominator, 0);
  const counted = blocks.reduce((sum, block) => sum + block.numerator, 0);
  const observed = counted / n;
  const isMet = limit.side === 'below' ? counted === 0 : counted === n;
  const common = { observed, n, warnings: [] };
  if (blocks.length < FEWEST_BLOCKS) {
    const reason = `${blocks.length} blocks with samples, ${FEWEST_BLOCKS} are needed`;
    return isMet
      ? { ...common, verdict: 'invalid', reason, interval: null, effectiveN: null }
      : { ...common, verdict: 'missed', reason: null, interval: [observed, observed], effectiveN: null };
  }
  const shares = blocks.map(({ numerator, denominator }) => ({ requests: denominator, over: numerator }));
  const { interval, effectiveRequests } = shareInterval(shares, confidence, LEAST_ASSUMED_DESIGN_EFFECT);
  const message =
    'that there was no exception speaks of this run alone: the interval says how many there may be in others';
  const warnings = isMet ? [{ code: 'NO_CONFIDENCE', message }] : [];
  const verdict = isMet ? 'met' : 'missed';
  return { ...common, verdict, reason: null, interval, effectiveN: effectiveRequests, warnings };
}

/** The limits that are asked of all or of none: no share lies beyond them. */
export function isAllOrNone(limit: Limit): boolean {
  return limit.side === 'below' ? limit.value === 0 : limit.value === 1;
}
