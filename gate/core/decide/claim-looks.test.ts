import { expect, test } from 'vitest';
import type { Claim, ClaimRule, ContrastMeasurement, MeasuredVariant } from '../model/claim.ts';
import type { Evidence } from '../model/evidence.ts';
import { HistogramBuilder } from '../stats/histogram-builder.ts';
import { seededRandom } from '../stats/random.ts';
import { boundsOf, isCertain } from './claim-looks.ts';
import { judgeClaim } from './judge-claim.ts';

const evidence: Evidence = {
  ...{ plannedIterations: null, iterations: 0, droppedIterations: 0, isOpenModel: true, generatorCpuShare: 0.1 },
  ...{ otherCpuShare: null, zeroDurationFailures: {}, failures: {}, checks: {}, foldedRoutes: 0, unreadable: 0 },
  ...{ isTruncated: false, scriptErrors: [], missedCounterReads: 0 },
};

const BLOCKS = 96;
const LOOKS = [24, 48, 96];
const random = seededRandom(11);

/** Blocks of ten requests between 90 and 110 % of a centre. */
function latency(ms: number): MeasuredVariant {
  const blocks = Array.from({ length: BLOCKS }, (_, at) => {
    const builder = new HistogramBuilder();
    for (let sample = 0; sample < 10; sample += 1) builder.record(ms * (0.9 + 0.2 * random()));
    return { at, ...builder.build() };
  });
  const name = { name: 'latency', route: 'GET /', unit: 'ms', better: 'lower' } as const;
  return { series: [{ kind: 'distribution', ...name, blocks }], evidence: evidence };
}

function firstBlocks({ series, evidence }: MeasuredVariant, count: number): MeasuredVariant {
  return {
    evidence,
    series: series.map((one) => ({ ...one, blocks: one.blocks.slice(0, count) }) as (typeof series)[number]),
  };
}

const claim = (rule: ClaimRule): Claim => ({
  ...{ id: 'K1', document: '', place: '', says: '', reading: null, contrast: 'c' },
  rule,
});

/** What is said of a claim that ends at the first look that is certain. */
function verdictOf(rule: ClaimRule, withIt: MeasuredVariant, without: MeasuredVariant, looks = LOOKS): string {
  for (const [index, blocks] of looks.entries()) {
    const measurement: ContrastMeasurement = {
      ...{ contrast: 'c', net: '0', startedAt: '', seconds: 1, problems: [], facts: {} },
      looks: { taken: index + 1, planned: looks.length },
      with: firstBlocks(withIt, blocks),
      without: firstBlocks(without, blocks),
    };
    const result = judgeClaim(claim(rule), measurement);
    if (isCertain(claim(rule), result)) return result.verdict;
  }
  return 'inconclusive';
}

test.each([
  ['a limit that is the very percentile', { kind: 'limit', metric: 'latency.p95', below: 54.5 }, 100],
  ['a change that is the very one', { kind: 'change', metric: 'latency.mean', atMost: -0.5 }, 100],
] as const)('three looks at %s err hardly more often than one in twenty, either way', (_, rule, without) => {
  const verdicts = Array.from({ length: 20 }, () => verdictOf(rule, latency(50), latency(without)));
  const share = (verdict: string) => verdicts.filter((one) => one === verdict).length / verdicts.length;
  expect(share('confirmed')).toBeLessThan(0.2);
  expect(share('refuted')).toBeLessThan(0.2);
});

test('what is plain is certain at an early look', () => {
  const limit = { kind: 'limit', metric: 'latency.p95', below: 80 } as const;
  const change = { kind: 'change', metric: 'latency.mean', atMost: -0.3 } as const;
  expect(verdictOf(limit, latency(50), latency(100), [24, 48])).toBe('confirmed');
  expect(verdictOf(limit, latency(100), latency(100), [24, 48])).toBe('refuted');
  expect(verdictOf(change, latency(50), latency(100), [24, 48])).toBe('confirmed');
});

test('bounds are wider where there may be more looks, and more than three are refused', () => {
  expect(boundsOf({ taken: 1, planned: 1 })).toEqual({ confidence: 0.95, alpha: 0.05 });
  expect(boundsOf({ taken: 1, planned: 2 }).confidence).toBe(0.978);
  expect(boundsOf({ taken: 1, planned: 3 }).confidence).toBe(0.978);
  expect(() => boundsOf({ taken: 1, planned: 4 })).toThrow(RangeError);
});

test('that not one request failed is certain of all that was planned only; one that did is enough', () => {
  const none = claim({ kind: 'limit', metric: 'error-rate', below: 0 });
  const result = { id: 'K1', net: null, reason: '', unit: '', effect: null, warnings: [] } as const;
  const side = { value: 0, interval: null, n: 1 };
  const said = (verdict: 'confirmed' | 'refuted' | 'invalid' | 'inconclusive') =>
    isCertain(none, { ...result, verdict, with: side, without: side });
  expect(said('confirmed')).toBe(false);
  expect(said('refuted')).toBe(true);
  expect(said('invalid')).toBe(false);
  expect(said('inconclusive')).toBe(false);
});
