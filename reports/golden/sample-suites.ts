import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { Target } from '../../gate/core/model/target.ts';
import { assembleRecord, targetResult } from './assemble-record.ts';
import { random } from './random.ts';
import { routeSample, taskSample } from './sample-series.ts';

/** A run of a tinybench suite: nanoseconds to milliseconds an operation. */
export function sampleMicro(): RunRecord {
  const noise = random(13);
  const tasks: readonly (readonly [string, number])[] = [
    ['cache: l1 hit', 0.00021],
    ['cache: l1 miss', 0.00013],
    ['cache: l2 hit', 0.064],
    ['etag: weak, 8 kB', 0.0052],
    ['compression: br, 8 kB', 0.41],
    ['compression: zstd, 8 kB', 0.083],
    ['cursor: encode and decode', 0.0017],
    ['histogram: record', 0.000019],
  ];
  const series = tasks.map(([task, medianMs]) => taskSample(task, medianMs, 40, noise));
  const l1: Target = { metric: 'latency.p95', route: 'cache: l1 hit', below: 0.001, source: '004 §Cache' };
  const l2: Target = { metric: 'latency.p95', route: 'cache: l2 hit', below: 20, source: '004 §Cache' };
  return assembleRecord({ kind: 'micro', name: 'cache' }, series, {
    seconds: 21,
    stages: [],
    targets: [
      targetResult(l1, 'met', 0.000243, [0.000239, 0.000247], 8000),
      targetResult(l2, 'met', 0.0751, [0.0742, 0.0763], 8000),
    ],
    problems: [],
    outcome: 'pass',
  });
}

/** A run of autocannon shots: latency and throughput of each. */
export function sampleCapacity(): RunRecord {
  const noise = random(17);
  const series = ['cached GET, 10 connections', 'cached GET, 50 connections', 'streamed export, 4 connections'].flatMap(
    (route, index) => {
      const [latency, , throughput] = routeSample(
        {
          route,
          medianMs: 1.4 + index * 3,
          spread: 0.3,
          perBlock: () => 1800 - index * 500,
          slowdown: () => 1,
          errorShare: 0,
        },
        20,
        noise,
      );
      return [latency, throughput];
    },
  );
  const target: Target = {
    metric: 'throughput',
    route: 'cached GET, 50 connections',
    above: 1000,
    source: '002 §Load',
  };
  return assembleRecord({ kind: 'capacity', name: 'server' }, series, {
    seconds: 60,
    stages: [],
    targets: [
      {
        ...targetResult(target, 'inconclusive', 1004, [981, 1029], 20),
        unit: '1/s',
        reason: 'the limit lies inside the interval; run longer.',
      },
    ],
    problems: [],
    outcome: 'undecided',
  });
}
