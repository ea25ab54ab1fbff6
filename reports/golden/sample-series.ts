import type { DistributionSeries, LevelSeries, RatioSeries } from '../../gate/core/model/series.ts';
import { HistogramBuilder } from '../../gate/core/stats/histogram-builder.ts';
import { mergeBuckets } from '../../gate/core/stats/merge-buckets.ts';
import type { Random } from './random.ts';

/** How a route (or task, or shot) behaves: latencies are log-normal around `medianMs`. */
export interface Behaviour {
  readonly route: string;
  readonly medianMs: number;
  readonly spread: number;
  /** Requests in a block, before noise; may change with time. */
  readonly perBlock: (at: number) => number;
  /** Factor on the latency at a time: a bump, a ramp. */
  readonly slowdown: (at: number) => number;
  readonly errorShare: number;
}

/** Latency, errors and throughput of one route in blocks of one second. */
export function routeSample(
  behaviour: Behaviour,
  seconds: number,
  { uniform, normal }: Random,
): readonly [DistributionSeries, RatioSeries, RatioSeries] {
  const { route } = behaviour;
  const latency: DistributionSeries['blocks'][number][] = [];
  const errors: RatioSeries['blocks'][number][] = [];
  const throughput: RatioSeries['blocks'][number][] = [];
  const builder = new HistogramBuilder();
  for (let at = 0; at < seconds; at += 1) {
    const mean = behaviour.perBlock(at);
    const count = Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    let failed = 0;
    builder.clear();
    for (let request = 0; request < count; request += 1) {
      const stall = uniform() < 0.004 ? 4 : 1;
      builder.record(behaviour.medianMs * behaviour.slowdown(at) * stall * Math.exp(behaviour.spread * normal()));
      if (uniform() < behaviour.errorShare) failed += 1;
    }
    throughput.push({ at, numerator: count, denominator: 1 });
    if (count === 0) continue;
    latency.push({ at, ...builder.build() });
    errors.push({ at, numerator: failed, denominator: count });
  }
  return [
    { kind: 'distribution', name: 'latency', route, unit: 'ms', better: 'lower', blocks: latency },
    { kind: 'ratio', name: 'error-rate', route, unit: 'share', better: 'lower', blocks: errors },
    { kind: 'ratio', name: 'throughput', route, unit: '1/s', better: 'higher', blocks: throughput },
  ];
}

/** A ratio of the whole run around `level(at)`, over 400 things a second. */
export function ratioSample(
  series: Pick<RatioSeries, 'name' | 'unit' | 'better'>,
  seconds: number,
  noise: Random,
  level: (at: number) => number,
): RatioSeries {
  const blocks = Array.from({ length: seconds }, (_, at) => ({
    at,
    numerator: Math.max(0, 400 * level(at) * (1 + 0.03 * noise.normal())),
    denominator: 400,
  }));
  return { kind: 'ratio', route: null, ...series, blocks };
}

/** A level of the whole run around `level(at)`. */
export function levelSample(
  series: Pick<LevelSeries, 'name' | 'unit' | 'better'>,
  seconds: number,
  noise: Random,
  level: (at: number) => number,
): LevelSeries {
  const blocks = Array.from({ length: seconds }, (_, at) => ({ at, value: level(at) * (1 + 0.02 * noise.normal()) }));
  return { kind: 'level', route: null, ...series, blocks };
}

/** One task of a suite: batches of samples, one block each. */
export function taskSample(route: string, medianMs: number, batches: number, { normal }: Random): DistributionSeries {
  const builder = new HistogramBuilder();
  const blocks = Array.from({ length: batches }, (_, at) => {
    builder.clear();
    const drift = Math.exp(0.02 * normal());
    for (let sample = 0; sample < 200; sample += 1)
      builder.record(medianMs * drift * Math.exp(0.08 * Math.abs(normal())));
    return { at, ...builder.build() };
  });
  return { kind: 'distribution', name: 'latency', route, unit: 'ms', better: 'lower', blocks };
}

/** Latency, errors, throughput and iterations (one a request) of the whole run, as a record holds them beside its routes. */
export function wholeSample(
  routes: readonly (readonly [DistributionSeries, RatioSeries, RatioSeries])[],
): readonly [DistributionSeries, RatioSeries, RatioSeries, RatioSeries] {
  const [first] = routes;
  if (first === undefined) throw new RangeError('no route, no whole');
  const partsOf = (at: number) => ({
    latency: byTime[0].get(at) ?? [],
    errors: byTime[1].get(at) ?? [],
    requests: byTime[2].get(at) ?? [],
  });
  const byTime = [
    Map.groupBy(
      routes.flatMap(([latency]) => latency.blocks),
      ({ at }) => at,
    ),
    Map.groupBy(
      routes.flatMap(([, errors]) => errors.blocks),
      ({ at }) => at,
    ),
    Map.groupBy(
      routes.flatMap(([, , requests]) => requests.blocks),
      ({ at }) => at,
    ),
  ] as const;
  const places = first[2].blocks.map(({ at }) => at);
  const latency = places.map((at) => ({ at, ...mergeBuckets(partsOf(at).latency) }));
  const errors = places.map((at) => ({
    at,
    numerator: sum(partsOf(at).errors.map(({ numerator }) => numerator)),
    denominator: sum(partsOf(at).errors.map(({ denominator }) => denominator)),
  }));
  const throughput = places.map((at) => ({
    at,
    numerator: sum(partsOf(at).requests.map(({ numerator }) => numerator)),
    denominator: 1,
  }));
  return [
    { ...first[0], route: null, blocks: latency },
    { ...first[1], route: null, blocks: errors },
    { ...first[2], route: null, blocks: throughput },
    { ...first[2], name: 'iterations', route: null, blocks: throughput },
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
