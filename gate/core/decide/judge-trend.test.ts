import { expect, test } from 'vitest';
import type { Acceptance, HistoryEntry } from '../model/history.ts';
import { seededRandom } from '../stats/random.ts';
import { type TrendQuestion, trendOf } from './judge-trend.ts';
import { madeEntry } from './tests/made-entry.ts';

const P50 = { metric: 'latency.p50', route: null };

/** One run a day at the given level, with noise of about 1 %. */
function runs(count: number, level: (run: number) => number): HistoryEntry[] {
  const random = seededRandom(7);
  return Array.from({ length: count }, (_, run) =>
    madeEntry(run, level(run) * (1 + 0.01 * (random() + random() + random() - 1.5))),
  );
}
const trend = (entries: readonly HistoryEntry[], change: Partial<TrendQuestion> = {}) =>
  trendOf({ entries, acceptances: [], metric: P50, margin: 0.05, now: '2026-11-21T12:00:00.000Z', ...change });
const accept = (run: number, until: string | null = null): Acceptance => ({
  ...P50,
  benchmark: 'load',
  reason: 'a cache was taken out',
  by: 'us',
  at: '2026-11-01T00:00:00.000Z',
  run: madeEntry(run, 1).id,
  until,
});

test('a step is found, and gaps before it do not move it', () => {
  const entries = runs(60, (run) => (run < 30 ? 10 : 12)).map((entry, run) =>
    run % 10 === 5 ? { ...entry, exclusion: 'the machine was busy' } : entry,
  );
  const { points, changePoints, isAutocorrelated } = trend(entries);
  expect(changePoints.map(({ index, direction }) => [index, direction])).toEqual([[30, 'regression']]);
  expect(points[5]).toMatchObject({ value: null, exclusion: 'the machine was busy' });
  expect(points).toHaveLength(60);
  expect(isAutocorrelated).toBe(false);
});

test('drift without a step is creep against the best level there was', () => {
  const { creep, anchor, slopes } = trend(runs(100, (run) => 10 * 1.0015 ** run));
  expect(anchor).toMatchObject({ from: 0, until: 20 });
  expect(creep?.verdict).toBe('regression');
  expect(creep?.interval?.[0]).toBeGreaterThan(0.05);
  expect(slopes.map(({ runs: count }) => count)).toEqual([30, 90]);
  expect(slopes[1]?.interval[0]).toBeGreaterThan(0.001);
  expect(slopes[1]?.interval[1]).toBeLessThan(0.002);
});

test('a quiet history does not creep, and one that got better is its own anchor', () => {
  expect(trend(runs(100, () => 10)).creep?.verdict).toBe('unchanged');
  const better = trend(runs(60, (run) => (run < 30 ? 12 : 10)));
  expect(better.creep?.verdict).toBe('unchanged');
  expect(better.anchor?.value).toBeCloseTo(10, 0);
  expect(better.anchor?.from).toBeGreaterThanOrEqual(28);
});

test('an unaccepted step is creep; accepting it moves the anchor until the acceptance expires', () => {
  const entries = runs(60, (run) => (run < 30 ? 10 : 12));
  expect(trend(entries).creep?.verdict).toBe('regression');
  const accepted = trend(entries, { acceptances: [accept(30)] });
  expect(accepted.creep?.verdict).toBe('unchanged');
  expect(accepted.anchor?.value).toBeCloseTo(12, 0);
  const expired = trend(entries, { acceptances: [accept(30, '2026-11-20')] });
  expect(expired.creep?.verdict).toBe('regression');
  expect(expired.acceptances).toMatchObject([{ isExpired: true, by: 'us' }]);
  expect(trend(entries, { acceptances: [{ ...accept(30), benchmark: 'spike' }] }).creep?.verdict).toBe('regression');
});

test('a higher-is-better metric creeps the other way', () => {
  const entries = runs(100, (run) => 10 * 0.9985 ** run).map((entry) => ({
    ...entry,
    metrics: entry.metrics.map((metric) => ({ ...metric, better: 'higher' as const })),
  }));
  expect(trend(entries)).toMatchObject({ better: 'higher', creep: { verdict: 'regression' } });
});

test('few runs, a metric that nobody measured, and no runs', () => {
  expect(trend(runs(5, () => 10))).toMatchObject({ anchor: null, creep: null, slopes: [], changePoints: [] });
  const unknown = trend(
    runs(40, () => 10),
    { metric: { metric: 'nothing', route: null } },
  );
  expect(unknown).toMatchObject({ unit: '', anchor: null, creep: null });
  expect(unknown.points.every(({ value }) => value === null)).toBe(true);
  expect(() => trend([])).toThrow(RangeError);
});

test('the same runs give the same bytes', () => {
  const entries = runs(80, (run) => 10 * 1.001 ** run);
  expect(JSON.stringify(trend(entries))).toBe(JSON.stringify(trend(entries)));
});
