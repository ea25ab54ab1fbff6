import type { ComparisonVerdict } from '../model/comparison.ts';
import type { RatioBlock } from '../model/series.ts';
import { clopperPearson } from '../stats/clopper-pearson.ts';
import { incompleteBeta } from '../stats/incomplete-beta.ts';
import { normalQuantile } from '../stats/normal.ts';
import { LEAST_ASSUMED_DESIGN_EFFECT } from '../stats/share-interval.ts';
import { studentQuantile } from '../stats/student-t.ts';
import { FEWEST_LAUNCHES } from './judge-launches.ts';

/** Smallest increase of the share of failed requests that matters once it is certain: one request in a thousand. */
export const ERROR_MARGIN = 0.001;

/** So many times that increase must be excluded before failures count as unchanged: to exclude the margin itself would take an hour of load. */
export const EXCLUDED_MARGINS = 5;

/** Failed requests of one launch, by block. */
export interface LaunchErrors {
  readonly baseline: readonly RatioBlock[];
  readonly candidate: readonly RatioBlock[];
}

/** How the share of failed requests changed, over launches. */
export interface ErrorChange {
  readonly baseline: number;
  readonly candidate: number;
  /** Candidate − baseline, a share of requests, with one-sided bounds. */
  readonly difference: number;
  readonly interval: readonly [number, number];
  /** One-sided p-values of "not more" and "not fewer"; `null` where nothing failed: there is nothing to test. */
  readonly pWorse: number | null;
  readonly pBetter: number | null;
  readonly requests: number;
  /** Requests per side that these are worth, as failures cluster. */
  readonly effectiveRequests: number;
}

/**
 * Failures of both sides. Failures come in bursts, and some builds fail in one launch only, so they are worth fewer independent ones: their
 * number is divided by the design effect, the largest that blocks and launches show on either side, at least 4. Of those left, as many on the
 * candidate's side would be binomial were both alike (Przyborowski & Wilenski 1940, Biometrika 31, 313–323). Bounds of the difference by
 * Clopper–Pearson on each side, put together by squares: Zou & Donner (2008), Stat. Med. 27, 1693–1702.
 */
export function errorChange(launches: readonly LaunchErrors[], alpha: number): ErrorChange {
  const sides = (['baseline', 'candidate'] as const).map((side) => clusters(launches.map((launch) => launch[side])));
  const [before, after] = sides;
  if (before === undefined || after === undefined) throw new TypeError('two sides have two shares');
  const design = Math.max(LEAST_ASSUMED_DESIGN_EFFECT, ...sides.map((side) => designEffect(side)));
  const failed = (before.failed + after.failed) / design;
  const share = after.requests / (before.requests + after.requests);
  const atLeast = (count: number, chance: number) =>
    count === 0 ? 1 : incompleteBeta(chance, count, failed - count + 1);
  const [lowBefore, highBefore] = clopperPearson(before.failed / design, before.requests / design, 1 - alpha);
  const [lowAfter, highAfter] = clopperPearson(after.failed / design, after.requests / design, 1 - alpha);
  const [baseline, candidate] = [before.failed / before.requests, after.failed / after.requests];
  const difference = candidate - baseline;
  return {
    baseline,
    candidate,
    difference,
    interval: [
      difference - Math.hypot(candidate - lowAfter, highBefore - baseline),
      difference + Math.hypot(highAfter - candidate, baseline - lowBefore),
    ],
    pWorse: failed === 0 ? null : atLeast(after.failed / design, share),
    pBetter: failed === 0 ? null : atLeast(before.failed / design, 1 - share),
    requests: before.requests + after.requests,
    effectiveRequests: Math.min(before.requests, after.requests) / design,
  };
}

/** The verdict of one look. `excluded`: the increase that must be excluded for `unchanged`. Whether a difference may stand, the family decides. */
export function decideErrors(
  { difference, interval: [lower, upper] }: ErrorChange,
  margin: number,
  excluded: number,
): ComparisonVerdict {
  if (lower > 0 && difference >= margin) return 'regression';
  if (upper < 0 && difference <= -margin) return 'improvement';
  return upper < excluded ? 'unchanged' : 'inconclusive';
}

interface Clusters {
  readonly failed: number;
  readonly requests: number;
  readonly launches: readonly RatioBlock[];
  readonly blocks: readonly RatioBlock[];
}

function clusters(launches: readonly (readonly RatioBlock[])[]): Clusters {
  const sum = (blocks: readonly RatioBlock[], key: 'numerator' | 'denominator') =>
    blocks.reduce((total, block) => total + block[key], 0);
  const blocks = launches.flat();
  return {
    failed: sum(blocks, 'numerator'),
    requests: sum(blocks, 'denominator'),
    launches: launches.map((launch, at) => ({
      at,
      numerator: sum(launch, 'numerator'),
      denominator: sum(launch, 'denominator'),
    })),
    blocks,
  };
}

/** Variance of the number of failures over that of as many independent ones, between blocks or between launches, whichever is larger. */
function designEffect({ failed, requests, launches, blocks }: Clusters): number {
  if (failed === 0 || failed === requests) return 0;
  const share = failed / requests;
  const of = (parts: readonly RatioBlock[]) => {
    if (parts.length < 2) return 0;
    const squares = parts.reduce((sum, part) => sum + (part.numerator - share * part.denominator) ** 2, 0);
    const effect = (squares * parts.length) / (parts.length - 1) / (failed * (1 - share));
    return parts.length < FEWEST_LAUNCHES ? effect * widening(parts.length - 1) : effect;
  };
  return Math.max(of(blocks), of(launches));
}

/** (t / z)² at .95, for a variance of too few launches to be seen. Source: Korn & Graubard (1998), Survey Methodology 24, 193–201. */
function widening(degrees: number): number {
  return (studentQuantile(0.95, degrees) / normalQuantile(0.95)) ** 2;
}
