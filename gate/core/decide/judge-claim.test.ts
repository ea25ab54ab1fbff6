import { describe, expect, test } from 'vitest';
import type { Claim, ClaimRule, ContrastMeasurement, MeasuredVariant } from '../model/claim.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Direction, Series } from '../model/series.ts';
import { HistogramBuilder } from '../stats/histogram-builder.ts';
import { seededRandom } from '../stats/random.ts';
import { judgeClaim, unmeasuredClaim } from './judge-claim.ts';

const evidence: Evidence = {
  plannedIterations: null,
  iterations: 0,
  droppedIterations: 0,
  isOpenModel: true,
  generatorCpuShare: 0.1,
  otherCpuShare: null,
  zeroDurationFailures: {},
  failures: {},
  checks: {},
  foldedRoutes: 0,
  unreadable: 0,
  isTruncated: false,
  scriptErrors: [],
  missedCounterReads: 0,
};

const random = seededRandom(7);

/** A latency around a centre, 24 blocks of 50 samples. */
function latency(ms: number, route = 'GET /', blocks = 24): Series {
  return {
    kind: 'distribution',
    name: 'latency',
    route,
    unit: 'ms',
    better: 'lower',
    blocks: Array.from({ length: blocks }, (_, at) => {
      const builder = new HistogramBuilder();
      for (let sample = 0; sample < 50; sample += 1) builder.record(ms * (0.9 + 0.2 * random()));
      return { at, ...builder.build() };
    }),
  };
}

function ratio(
  name: string,
  of: (at: number) => number,
  unit = 'statements',
  better: Direction = 'lower',
  blocks = 24,
): Series {
  return {
    kind: 'ratio',
    name,
    route: null,
    unit,
    better,
    blocks: Array.from({ length: blocks }, (_, at) => ({ at, numerator: of(at), denominator: 100 })),
  };
}

function measured(
  withIt: readonly Series[],
  without: readonly Series[],
  changed: Partial<ContrastMeasurement> = {},
): ContrastMeasurement {
  const side = (series: readonly Series[]): MeasuredVariant => ({ series, evidence });
  return {
    contrast: 'cache',
    net: '0',
    startedAt: '2026-11-21T10:00:00.000Z',
    seconds: 10,
    looks: { taken: 1, planned: 1 },
    with: side(withIt),
    without: side(without),
    problems: [],
    facts: {},
    ...changed,
  };
}

function claim(rule: ClaimRule): Claim {
  return { id: 'K8.l1', document: '002', place: 'Cache', says: '<50 ms', reading: null, contrast: 'cache', rule };
}

const below50: ClaimRule = { kind: 'limit', metric: 'latency.p95', below: 50 };
const verdictOf = (rule: ClaimRule, measurement: ContrastMeasurement) => judgeClaim(claim(rule), measurement).verdict;

describe('a limit', () => {
  test('that is kept with the feature and broken without it is confirmed', () => {
    const result = judgeClaim(claim(below50), measured([latency(10)], [latency(90)]));
    expect(result).toMatchObject({ id: 'K8.l1', net: '0', verdict: 'confirmed', unit: 'ms' });
    expect(result.with.value).toBeCloseTo(10.9, 0);
    expect(result.without.value).toBeCloseTo(98, 0);
    expect(result.effect?.change).toBeCloseTo(-8 / 9, 1);
  });

  test('that is kept just as well without the feature does not discriminate, and the effect stands beside it', () => {
    const result = judgeClaim(claim(below50), measured([latency(2)], [latency(10)]));
    expect(result.verdict).toBe('not discriminating');
    const [lower = 0, upper = 0] = result.effect?.interval ?? [];
    expect(lower).toBeLessThan(-0.8);
    expect(upper).toBeGreaterThan(-0.8);
  });

  test('that is broken with the feature is refuted, whatever is without it', () => {
    expect(verdictOf(below50, measured([latency(90)], [latency(10)]))).toBe('refuted');
    expect(verdictOf(below50, measured([latency(90)], [latency(95)]))).toBe('refuted');
  });

  test('that the data leave open on either side is inconclusive', () => {
    const open = latency(45.87);
    expect(verdictOf(below50, measured([open], [latency(90)]))).toBe('inconclusive');
    expect(verdictOf(below50, measured([latency(10)], [open]))).toBe('inconclusive');
  });

  test('without samples is invalid, on whichever side they are missing', () => {
    expect(verdictOf(below50, measured([], [latency(90)]))).toBe('invalid');
    expect(verdictOf(below50, measured([latency(10)], []))).toBe('invalid');
    expect(verdictOf(below50, measured([], []))).toBe('invalid');
  });

  test('with too few blocks is invalid', () => {
    expect(verdictOf(below50, measured([latency(10, 'GET /', 8)], [latency(90, 'GET /', 8)]))).toBe('invalid');
  });

  test('of a high percentile under a load that waits for answers is invalid', () => {
    const closed = { ...evidence, isOpenModel: false };
    const measurement = measured([latency(10)], [latency(90)], { with: { series: [latency(10)], evidence: closed } });
    expect(verdictOf(below50, measurement)).toBe('invalid');
  });

  test('where one request in twenty failed is invalid, for what is left is no fair sample', () => {
    const failures = { ...ratio('error-rate', () => 5, 'share'), route: null };
    const result = judgeClaim(claim(below50), measured([latency(10), failures], [latency(90)]));
    expect(result.verdict).toBe('invalid');
    expect(result.reason).toContain('5 %');
  });

  test('where requests were due and not sent is invalid', () => {
    const dropping = { ...evidence, droppedIterations: 3 };
    const measurement = measured([], [latency(90)], { with: { series: [latency(10)], evidence: dropping } });
    expect(verdictOf(below50, measurement)).toBe('invalid');
  });
});

describe('a change', () => {
  const byMostOf: ClaimRule = { kind: 'change', metric: 'latency.mean', atMost: -0.6 };

  test('as large as claimed is confirmed, a smaller one refuted', () => {
    expect(verdictOf(byMostOf, measured([latency(20)], [latency(100)]))).toBe('confirmed');
    expect(verdictOf(byMostOf, measured([latency(70)], [latency(100)]))).toBe('refuted');
  });

  test('close to what is claimed is inconclusive, with its interval', () => {
    const result = judgeClaim(claim(byMostOf), measured([latency(40)], [latency(100)]));
    expect(result.verdict).toBe('inconclusive');
    const [lower = 0, upper = 0] = result.effect?.interval ?? [];
    expect(lower).toBeLessThan(-0.6);
    expect(upper).toBeGreaterThan(-0.6);
  });

  test('of a metric that is better when higher is that of the metric itself', () => {
    const rate = (value: number) => ratio('throughput', () => value, '1/s', 'higher');
    const result = judgeClaim(
      claim({ kind: 'change', metric: 'throughput', atLeast: 0.5 }),
      measured([rate(300)], [rate(150)]),
    );
    expect(result).toMatchObject({ verdict: 'confirmed', effect: { change: expect.closeTo(1, 5) } });
  });

  test('to none at all is a change by all of it', () => {
    const rule: ClaimRule = { kind: 'change', metric: 'sql-per-request', atMost: -0.7 };
    const some = ratio('sql-per-request', () => 100);
    const none = ratio('sql-per-request', () => 0);
    expect(judgeClaim(claim(rule), measured([none], [some]))).toMatchObject({
      verdict: 'confirmed',
      effect: { change: -1, interval: null },
      with: { value: 0 },
      without: { value: 1 },
    });
    expect(verdictOf(rule, measured([some], [none]))).toBe('invalid');
  });

  test('of what one side did not measure is invalid', () => {
    expect(verdictOf(byMostOf, measured([latency(20)], []))).toBe('invalid');
    expect(verdictOf(byMostOf, measured([], [latency(20)]))).toBe('invalid');
    expect(verdictOf(byMostOf, measured([latency(20, 'GET /', 3)], [latency(90, 'GET /', 3)]))).toBe('invalid');
  });

  test('that a problem of the measurement touches is invalid', () => {
    const problems = [
      { severity: 'invalid', code: 'X', message: 'the network fell over', route: null, series: null },
    ] as const;
    const result = judgeClaim(claim(byMostOf), measured([latency(20)], [latency(100)], { problems }));
    expect(result).toMatchObject({ verdict: 'invalid', reason: 'the network fell over' });
  });
});

describe('a difference', () => {
  const megabytes = (value: number) => ratio('rss', (at) => (value + (at % 3)) * 1e8, 'bytes');
  const rule: ClaimRule = { kind: 'difference', metric: 'rss', atMost: 50e6 };

  test('below what is claimed is confirmed, one above refuted', () => {
    expect(verdictOf(rule, measured([megabytes(110)], [megabytes(100)]))).toBe('confirmed');
    expect(verdictOf(rule, measured([megabytes(200)], [megabytes(100)]))).toBe('refuted');
  });

  test('over a handful of pairs is invalid', () => {
    const few = (value: number) => ratio('rss', () => value, 'bytes', 'lower', 4);
    expect(verdictOf(rule, measured([few(1)], [few(1)]))).toBe('invalid');
  });
});

describe('a slope', () => {
  const rule: ClaimRule = { kind: 'slope', metric: 'latency.p50', scale: 'log', atMost: 0.1 };
  const depths = [10, 100, 1_000, 10_000];
  const growing = (exponent: number) => depths.map((depth) => latency(depth ** exponent, String(depth), 8));

  test('flat with the feature and steep without it is confirmed', () => {
    const result = judgeClaim(claim(rule), measured(growing(0), growing(0.8)));
    expect(result.verdict).toBe('confirmed');
    expect(result.with.value).toBeCloseTo(0, 1);
    expect(result.without.value).toBeCloseTo(0.8, 1);
  });

  test('flat on both sides does not discriminate, steep with the feature is refuted', () => {
    expect(verdictOf(rule, measured(growing(0), growing(0)))).toBe('not discriminating');
    expect(verdictOf(rule, measured(growing(0.8), growing(0.8)))).toBe('refuted');
  });

  test('over two places, or none, is invalid', () => {
    expect(verdictOf(rule, measured(growing(0).slice(0, 2), growing(0.8)))).toBe('invalid');
    expect(verdictOf(rule, measured([], growing(0.8)))).toBe('invalid');
    expect(verdictOf(rule, measured([latency(1, 'GET /')], growing(0.8)))).toBe('invalid');
  });
});

test('a claim whose contrast was not measured says why', () => {
  const result = unmeasuredClaim(claim(below50), 'zone', 'no redis');
  expect(result).toMatchObject({ verdict: 'invalid', reason: 'no redis', net: 'zone', effect: null });
});

test('features that do nothing are hardly ever confirmed', () => {
  const draws = Array.from({ length: 60 }, () =>
    verdictOf({ kind: 'change', metric: 'latency.mean', atMost: -0.005 }, measured([latency(50)], [latency(50)])),
  );
  expect(draws.filter((verdict) => verdict === 'confirmed').length).toBeLessThan(6);
});
