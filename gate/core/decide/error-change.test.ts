import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RatioBlock } from '../model/series.ts';
import { decideErrors, ERROR_MARGIN, errorChange, type LaunchErrors } from './error-change.ts';

const EXCLUDED = 0.005;

/** Sixteen blocks of 500 requests; the failures stand in the blocks named, else spread evenly. */
function side(failed: number, inBlocks = 16): readonly RatioBlock[] {
  return Array.from({ length: 16 }, (_, block) => ({
    at: block * 2,
    numerator: block < inBlocks ? failed / inBlocks : 0,
    denominator: 500,
  }));
}
const launch = (baseline: number, candidate: number, inBlocks = 16): LaunchErrors => ({
  baseline: side(baseline, inBlocks),
  candidate: side(candidate, inBlocks),
});
const verdict = (launches: readonly LaunchErrors[]) =>
  decideErrors(errorChange(launches, 0.05), ERROR_MARGIN, EXCLUDED);

/*
 * Reference: SciPy 1.17.1. 48 against 16 failures of 24,000 requests a side, evenly, so a design effect of 4: of 16 effective ones 12 or more
 * are the candidate's, stats.binom.sf(11, 16, .5); bounds of a side by stats.beta.ppf(.05, 12, 6000 - 12 + 1) and ppf(.95, 4 + 1, 6000 - 4).
 */
test('p-value and bounds are those of effective failures', () => {
  const launches = [launch(16, 16), launch(0, 16), launch(0, 16)].map(({ candidate }) => ({
    baseline: side(16 / 3),
    candidate,
  }));
  const { pWorse, difference, interval, effectiveRequests } = errorChange(launches, 0.05);
  expect(effectiveRequests).toBeCloseTo(6000, 9);
  expect(pWorse).toBeCloseTo(0.0384063720703125, 12);
  expect(difference).toBeCloseTo(32 / 24_000, 12);
  const [lowAfter, highBefore] = [0.0011544276839566229, 0.0015249314186728598];
  expect(interval[0]).toBeCloseTo(difference - Math.hypot(48 / 24_000 - lowAfter, highBefore - 16 / 24_000), 9);
});

test('from none to one in two hundred is a regression, one request of many is not', () => {
  expect(verdict([launch(0, 40), launch(0, 44), launch(0, 38)])).toBe('regression');
  expect(verdict([launch(40, 0), launch(44, 0), launch(38, 0)])).toBe('improvement');
  expect(verdict([launch(0, 0), launch(0, 1, 1), launch(0, 0)])).toBe('unchanged');
  expect(verdict([launch(0, 0), launch(0, 0), launch(0, 0)])).toBe('unchanged');
  expect(verdict([launch(40, 41), launch(44, 40), launch(38, 42)])).toBe('unchanged');
});

test('failures of one burst, or of one launch, are no proof', () => {
  expect(verdict([launch(0, 120, 1), launch(0, 0), launch(0, 0)])).toBe('inconclusive');
  expect(verdict([launch(0, 120), launch(0, 0), launch(0, 0)])).toBe('inconclusive');
});

test('where nothing failed there is nothing to test, where all fails it is plain', () => {
  expect(errorChange([launch(0, 0)], 0.05)).toMatchObject({ pWorse: null, pBetter: null, difference: 0 });
  expect(verdict([launch(0, 8000), launch(0, 8000), launch(0, 8000)])).toBe('regression');
  expect(verdict([launch(8000, 8000), launch(8000, 8000), launch(8000, 8000)])).not.toBe('regression');
});

test('swapped sides mirror the change', () => {
  const counts = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 })), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(counts, (pairs) => {
      const there = errorChange(
        pairs.map(([before, after]) => launch(before, after)),
        0.05,
      );
      const back = errorChange(
        pairs.map(([before, after]) => launch(after, before)),
        0.05,
      );
      expect(back.difference).toBeCloseTo(-there.difference, 12);
      expect(back.interval[0]).toBeCloseTo(-there.interval[1], 9);
      expect(back.pBetter ?? -1).toBeCloseTo(there.pWorse ?? -1, 12);
      expect(there.interval[0]).toBeLessThanOrEqual(there.difference);
      expect(there.interval[1]).toBeGreaterThanOrEqual(there.difference);
    }),
  );
});
