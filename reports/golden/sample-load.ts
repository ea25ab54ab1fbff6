import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { TargetResult } from '../../gate/core/model/target.ts';
import { assembleRecord, targetResult, WARM_UP } from './assemble-record.ts';
import { random } from './random.ts';
import { counterSeries } from './sample-counters.ts';
import { routeSample, wholeSample } from './sample-series.ts';

/** Share of the requests and median latency of the routes of the samples. */
export const ROUTES: readonly (readonly [route: string, share: number, medianMs: number])[] = [
  ['GET /api/users', 0.28, 3.1],
  ['GET /api/users/:id', 0.34, 0.9],
  ['GET /api/users/:id/posts', 0.14, 4.2],
  ['GET /api/posts/:id', 0.12, 1.1],
  ['POST /api/posts', 0.05, 9.5],
  ['GET /api/large-report', 0.01, 38],
  ['GET /health', 0.04, 0.4],
  ['GET /api/v1/performance/config', 0.02, 0.7],
];

/** A load run of eight routes (or more) for a minute at 400 iterations/s, with one target of each verdict. Same arguments, same record. */
export function sampleLoad({ seconds = 60, routes = ROUTES.length, rate = 400 } = {}): RunRecord {
  const noise = random(7);
  const until = seconds + WARM_UP;
  const bump = (at: number): number => 1 + 1.6 * Math.exp(-(((at - until * 0.7) / 3) ** 2));
  const mix = Array.from({ length: routes }, (_, index) => {
    const [route, share, medianMs] = ROUTES[index % ROUTES.length] ?? ['', 0, 0];
    const turn = Math.floor(index / ROUTES.length);
    return {
      route: turn === 0 ? route : `${route}/${turn}`,
      share: (share * ROUTES.length) / Math.max(routes, ROUTES.length),
      medianMs,
    };
  });
  const parts = mix.map(({ route, share, medianMs }) =>
    routeSample(
      {
        route,
        medianMs,
        spread: 0.42,
        perBlock: (at) => rate * share * (at < 3 ? 0.4 + at / 5 : 1),
        slowdown: (at) => bump(at) * (at < WARM_UP ? 2.4 - at / 8 : 1),
        errorShare: route.startsWith('POST') ? 0.012 : 0,
      },
      until,
      noise,
    ),
  );
  return assembleRecord(
    { kind: 'load', name: 'load' },
    [...wholeSample(parts), ...parts.flat(), ...counterSeries(until, noise, bump)],
    {
      seconds: until,
      stages: [
        { name: 'warm-up', from: 0, until: WARM_UP, fromRate: rate * 0.4, toRate: rate },
        { name: 'steady', from: WARM_UP, until, fromRate: rate, toRate: rate },
      ],
      targets: LOAD_TARGETS,
      problems: [
        {
          severity: 'invalid',
          code: 'TOO_FEW_SAMPLES',
          message: 'GET /api/large-report was requested 243 times; p99 needs 299 effective requests.',
          route: 'GET /api/large-report',
          series: 'latency',
        },
        {
          severity: 'warning',
          code: 'OTHER_CPU',
          message: 'Other processes used 14 % of the CPU during the run.',
          route: null,
          series: null,
        },
      ],
      outcome: 'fail',
    },
  );
}

const LOAD_TARGETS: readonly TargetResult[] = [
  targetResult({ metric: 'latency.p95', below: 85, source: '000 §Goals' }, 'met', 17.4, [16.1, 19.2]),
  targetResult(
    { metric: 'latency.p95', route: 'GET /api/users', below: 10, source: '004 §Targets' },
    'missed',
    11.6,
    [10.9, 12.4],
  ),
  targetResult(
    { metric: 'latency.p95', route: 'GET /api/users/:id', below: 10, source: '004 §Targets' },
    'met',
    2.41,
    [2.2, 2.7],
  ),
  targetResult(
    { metric: 'latency.p95', route: 'POST /api/posts', below: 25, source: '004 §Targets' },
    'inconclusive',
    24.1,
    [22.7, 26.8],
  ),
  {
    ...targetResult(
      { metric: 'latency.p99', route: 'GET /api/large-report', below: 200, source: 'script' },
      'invalid',
      131,
      null,
      243,
    ),
    reason: 'p99 needs 299 effective requests, there were 112.',
  },
  {
    ...targetResult({ metric: 'error-rate', below: 0.01, source: '004 §Targets' }, 'met', 0.00058, [0, 0.0009]),
    unit: 'share',
  },
  {
    ...targetResult({ metric: 'hit-rate', above: 0.8, source: '004 §Cache' }, 'met', 0.912, [0.904, 0.919]),
    unit: 'share',
  },
  {
    ...targetResult({ metric: 'pool-utilisation', below: 0.7, source: '003 §Pool' }, 'met', 0.317, [0.301, 0.336], 60),
    unit: 'share',
  },
  {
    ...targetResult({ metric: 'throughput', above: 100, source: '004 §Targets' }, 'met', 399.2, [397.1, 401], 60),
    unit: '1/s',
  },
];
