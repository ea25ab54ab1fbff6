import type { Evidence } from '../../model/evidence.ts';
import type { Measurement } from '../../model/run-record.ts';
import type { DistributionBlock, Series } from '../../model/series.ts';
import { HistogramBuilder } from '../../stats/histogram-builder.ts';
import { type Random, seededRandom } from '../../stats/random.ts';

/** Evidence of a run in which nothing went wrong. */
export const CLEAN_EVIDENCE: Evidence = {
  plannedIterations: 12_000,
  iterations: 12_000,
  droppedIterations: 0,
  isOpenModel: true,
  generatorCpuShare: 0.2,
  otherCpuShare: 0.3,
  zeroDurationFailures: {},
  failures: {},
  checks: {},
  foldedRoutes: 0,
  unreadable: 0,
  isTruncated: false,
  scriptErrors: [],
  missedCounterReads: 0,
};

/** A block of latencies, one from each call. */
export function latencyBlock(at: number, count: number, draw: () => number): DistributionBlock {
  const builder = new HistogramBuilder();
  for (let sample = 0; sample < count; sample += 1) builder.record(draw());
  return { at, ...builder.build() };
}

/** A latency that is exponential with a mean of `mean` ms: its quantiles are known, −mean · ln(1 − q). */
export function exponential(random: Random, mean: number): () => number {
  return () => -mean * Math.log(1 - random());
}

/** Latency, error rate and throughput of one route (or all requests), `seconds` blocks of 200 requests. */
export function routeSeries(
  route: string | null,
  seconds: number,
  mean: number,
  failedPerBlock = 0,
): readonly Series[] {
  const draw = exponential(seededRandom(seconds + mean), mean);
  const starts = Array.from({ length: seconds }, (_, at) => at);
  return [
    {
      kind: 'distribution',
      name: 'latency',
      route,
      unit: 'ms',
      better: 'lower',
      blocks: starts.map((at) => latencyBlock(at, 200, draw)),
    },
    {
      kind: 'ratio',
      name: 'error-rate',
      route,
      unit: 'share',
      better: 'lower',
      blocks: starts.map((at) => ({ at, numerator: failedPerBlock, denominator: 200 })),
    },
    {
      kind: 'ratio',
      name: 'throughput',
      route,
      unit: '1/s',
      better: 'higher',
      blocks: starts.map((at) => ({ at, numerator: 200, denominator: 1 })),
    },
  ];
}

/** A measurement of such series, without warm-up. */
export function made(series: readonly Series[], change: Partial<Measurement> = {}): Measurement {
  return { blockSeconds: 1, warmUpSeconds: 0, durationSeconds: 60, stages: [], series, ...change };
}
