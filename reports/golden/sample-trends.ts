import type { Comparison } from '../../gate/core/model/comparison.ts';
import type { Trend, TrendPoint } from '../../gate/core/model/history.ts';
import { type Random, random } from './random.ts';

const DAY_MS = 86_400_000;
const FIRST = Date.parse('2026-07-01T04:30:00.000Z');

/** A trend of some runs, one a day: noise around levels, each from a run on. */
function sampleTrend(
  name: Pick<Trend, 'metric' | 'route' | 'unit' | 'better'>,
  runs: number,
  levels: readonly (readonly [from: number, level: number])[],
  { uniform, normal }: Random,
): Trend {
  const hex = (): string =>
    Math.floor(uniform() * 16 ** 8)
      .toString(16)
      .padStart(8, '0');
  const levelAt = (index: number): number => levels.findLast(([from]) => index >= from)?.[1] ?? 1;
  const points = Array.from({ length: runs }, (_, index): TrendPoint => {
    const at = new Date(FIRST + index * DAY_MS).toISOString();
    const commit = [hex(), hex(), hex(), hex(), hex()].join('');
    const value = levelAt(index) * Math.exp(0.018 * normal());
    const isExcluded = index % 29 === 13;
    return {
      id: `${at.slice(0, 10)}-load`,
      at,
      commit,
      value: isExcluded ? null : value,
      exclusion: isExcluded ? 'the measurement is invalid: 214 iterations were dropped' : null,
    };
  });
  return {
    ...name,
    benchmark: { kind: 'load', name: 'load' },
    machineClass: 'c0ffee42d00d',
    margin: 0.05,
    points,
    changePoints: levels.slice(1).flatMap(([index, after], segment) => {
      const before = levels[segment]?.[1] ?? after;
      const isWorse = name.better === 'lower' ? after > before : after < before;
      return [
        { index, before, after, votes: 3, direction: isWorse ? ('regression' as const) : ('improvement' as const) },
      ];
    }),
    provisional: [],
    isAutocorrelated: false,
    acceptances: [],
    anchor: null,
    creep: null,
    slopes: [],
  };
}

const LATENCY = { metric: 'latency.p95', unit: 'ms', better: 'lower' } as const;

/** Four metrics over some runs (one a day): one regression, one accepted change, one that stands still, one hit rate that fell. */
export function sampleTrends(runs = 90): readonly Trend[] {
  const noise = random(11);
  const part = (share: number): number => Math.floor(runs * share);
  const isLong = runs >= 20;
  const steps = (...levels: readonly (readonly [number, number])[]) => (isLong ? levels : levels.slice(0, 1));
  const slow = sampleTrend(
    { ...LATENCY, route: 'GET /api/users' },
    runs,
    steps([0, 6.1], [part(0.3), 5.4], [part(0.75), 6.9]),
    noise,
  );
  const accepted = sampleTrend({ ...LATENCY, route: null }, runs, steps([0, 8.4], [part(0.55), 9.5]), noise);
  const steady = sampleTrend(
    { metric: 'sql-per-request', route: null, unit: 'statements', better: 'lower' },
    runs,
    [[0, 0.31]],
    noise,
  );
  const hits = sampleTrend(
    { metric: 'hit-rate', route: null, unit: 'share', better: 'higher' },
    runs,
    steps([0, 0.86], [part(0.85), 0.79]),
    noise,
  );
  if (!isLong) return [slow, accepted, steady, hits];
  const until = (index: number) => ({ from: Math.max(0, index), until: Math.min(runs, index + 20) });
  const acceptance = {
    benchmark: 'load',
    metric: 'latency.p95',
    route: null,
    reason: 'posts are validated now; the cost is known',
    by: 'Ada',
    at: accepted.points[part(0.55) + 1]?.at ?? '',
    run: accepted.points[part(0.55)]?.id ?? '',
    until: '2027-01-01',
  };
  return [
    steady,
    {
      ...slow,
      anchor: { ...until(part(0.3)), value: 5.4 },
      creep: creep('regression', 0.278, [0.262, 0.294]),
      provisional: [{ index: part(0.5), before: 5.38, after: 5.45, votes: 1, direction: 'regression' }],
      slopes: [{ runs: 30, perRun: 0.0071, interval: [0.0042, 0.0099] }],
    },
    {
      ...accepted,
      anchor: { ...until(part(0.55)), value: 9.5 },
      creep: creep('unchanged', 0.004, [-0.006, 0.014]),
      acceptances: [
        { ...acceptance, isExpired: false },
        {
          ...acceptance,
          run: accepted.points[part(0.2)]?.id ?? '',
          until: '2026-08-01',
          reason: 'a trial',
          isExpired: true,
        },
      ],
      isAutocorrelated: true,
    },
    { ...hits, anchor: { ...until(0), value: 0.86 }, creep: creep('regression', 0.081, [0.071, 0.092]) },
  ];
}

function creep(verdict: Comparison['verdict'], estimate: number, interval: readonly [number, number]): Comparison {
  return {
    verdict,
    reason: 'the current level against the anchor',
    estimate,
    interval,
    level: 0.95,
    mde: 0.02,
    n: 20,
    looks: 1,
    pValue: 0.0001,
    warnings: [],
  };
}
