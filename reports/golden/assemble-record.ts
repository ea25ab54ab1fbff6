import type { Evidence } from '../../gate/core/model/evidence.ts';
import type { BenchmarkName, Capacity, RunRecord, Stage } from '../../gate/core/model/run-record.ts';
import type { Series } from '../../gate/core/model/series.ts';
import type { Target, TargetResult, TargetVerdict } from '../../gate/core/model/target.ts';
import type { Problem } from '../../gate/core/model/verdict.ts';

/** Seconds of warm-up in every sample of a load run. */
export const WARM_UP = 10;
const COMMIT = '3f2a9c1d5b7e8f90a1b2c3d4e5f60718293a4b5c';

interface Parts {
  readonly seconds: number;
  readonly stages: readonly Stage[];
  readonly targets: readonly TargetResult[];
  readonly problems: readonly Problem[];
  readonly capacity?: Capacity;
  readonly outcome: RunRecord['outcome'];
}

/** A whole record around the series of a benchmark. */
export function assembleRecord(benchmark: BenchmarkName, series: readonly Series[], parts: Parts): RunRecord {
  const isLoad = benchmark.kind === 'load';
  const toolName = { load: 'k6', micro: 'tinybench', capacity: 'autocannon' }[benchmark.kind];
  return {
    format: 'loadline-run',
    version: 2,
    id: `20261121T104500Z-${benchmark.name}-3f2a9c`,
    startedAt: '2026-11-21T10:45:00.000Z',
    benchmark,
    profile: isLoad ? 'users' : null,
    subject: {
      name: 'reference-server',
      url: isLoad ? 'http://127.0.0.1:4310' : null,
      facts: isLoad ? { version: '0.1.0', users: '100000', posts: '1000000', postgres: '18.4', redis: '8.2.1' } : {},
    },
    manifest: {
      command: isLoad
        ? ['loadline', 'run', '--scenario', benchmark.name]
        : ['loadline', 'run', '--suite', benchmark.name],
      loadlineVersion: '0.1.0',
      tool: { name: toolName, version: '2.2.0', exitCode: 0, signal: null },
      script: isLoad ? { path: `scenarios/${benchmark.name}.ts`, sha256: 'a1b2c3d4'.repeat(8) } : null,
      options: isLoad
        ? { scenarios: { steady: { executor: 'constant-arrival-rate', rate: 400, duration: '60s' } } }
        : null,
      seed: 20261121,
      passedVariables: [],
      git: { commit: COMMIT, branch: 'main', isClean: true },
      endedAt: '2026-11-21T10:46:12.000Z',
    },
    environment: {
      machineClass: 'c0ffee42d00d',
      cpu: 'AMD EPYC 7763',
      cores: 2,
      memoryBytes: 8_321_499_136,
      arch: 'x64',
      kernel: 'Linux 6.8.0',
      governor: null,
      node: 'v24.21.0',
      runnerImage: null,
    },
    measurement: {
      blockSeconds: 1,
      warmUpSeconds: isLoad ? WARM_UP : 0,
      durationSeconds: parts.seconds,
      stages: parts.stages,
      series,
    },
    evidence: isLoad
      ? LOAD_EVIDENCE
      : {
          ...LOAD_EVIDENCE,
          plannedIterations: null,
          isOpenModel: null,
          missedCounterReads: 0,
          failures: {},
          checks: {},
        },
    problems: parts.problems,
    targets: parts.targets,
    capacity: parts.capacity ?? null,
    plan: isLoad
      ? { rate: 400, durationSeconds: 60, warmUpSeconds: WARM_UP, seed: 20261121, changes: [] }
      : { rate: null, durationSeconds: null, warmUpSeconds: 0, seed: null, changes: [] },
    calibrator: { beforeMs: [9.8, 9.9, 10.1], afterMs: [9.7, 10, 10.2] },
    history: null,
    outcome: parts.outcome,
  };
}

const LOAD_EVIDENCE: Evidence = {
  plannedIterations: 27_200,
  iterations: 27_198,
  droppedIterations: 0,
  isOpenModel: true,
  generatorCpuShare: 0.23,
  otherCpuShare: 0.14,
  zeroDurationFailures: {},
  failures: { 'POST /api/posts': { '503': 12, '409': 2 } },
  checks: {
    'status is 200': { passes: 23_900, fails: 14 },
    'body has data': { passes: 23_914, fails: 0 },
  },
  foldedRoutes: 0,
  unreadable: 0,
  isTruncated: false,
  scriptErrors: [],
  missedCounterReads: 1,
};

const REASONS: Readonly<Record<TargetVerdict, string>> = {
  met: 'the whole interval lies on the good side of the limit.',
  missed: 'the whole interval lies beyond the limit.',
  inconclusive: 'the limit lies inside the interval; a longer run would decide.',
  invalid: 'too few samples.',
};

/** What became of a target, in ms unless said otherwise. */
export function targetResult(
  target: Target,
  verdict: TargetVerdict,
  observed: number,
  interval: readonly [number, number] | null,
  n = 23_914,
): TargetResult {
  const warnings =
    verdict === 'inconclusive' ? [{ code: 'AUTOCORRELATED', message: 'neighbouring blocks depend on each other' }] : [];
  return {
    target,
    unit: 'ms',
    verdict,
    reason: REASONS[verdict],
    observed,
    interval,
    level: 0.95,
    n,
    effectiveN: n / 12,
    warnings,
  };
}
