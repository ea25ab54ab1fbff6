import { judgeComparison } from '../../gate/core/decide/judge-comparison.ts';
import type { ComparisonPlan, ComparisonRecord } from '../../gate/core/model/comparison-record.ts';
import type { Explanation } from '../../gate/core/model/explanation.ts';
import type { Problem } from '../../gate/core/model/verdict.ts';
import { random } from './random.ts';
import { BLOCKS, type Change, sampleLaunch } from './sample-launch.ts';
import { sampleLoad } from './sample-load.ts';

const NONE: Change = { latency: {}, statements: 1, spread: 0.004, errorShare: 0 };

const PLAN: ComparisonPlan = {
  primary: [
    { metric: 'error-rate', route: null },
    { metric: 'latency.p50', route: null },
    { metric: 'latency.p95', route: null },
    { metric: 'latency.p95', route: 'GET /api/users' },
    { metric: 'sql-per-request', route: null },
  ],
  margin: 0.05,
  margins: { 'latency.p95': 0.08 },
  looks: [3, 4, 5],
  launchSpread: 0.015,
  blockSeconds: 1,
  warmUpSeconds: BLOCKS.warmUp,
  durationSeconds: BLOCKS.judged,
  rate: BLOCKS.rate,
};

interface Parts {
  readonly change: Partial<Change>;
  readonly launches: number;
  readonly problems?: readonly Problem[];
  readonly explanation?: Explanation;
}

/** A candidate that asks more statements for each page of users. */
export function sampleRegression(): ComparisonRecord {
  const latency = { 'GET /api/users': 1.31, 'GET /api/users/:id/posts': 1.06 };
  return sampleComparison({
    change: { latency, statements: 2.6, errorShare: 0.012 },
    launches: 4,
    explanation: EXPLANATION,
    problems: [
      {
        severity: 'warning',
        code: 'MACHINE_SATURATED',
        message: 'everything but the generator used 84 % of all cores in launch 2',
        route: null,
        series: null,
      },
    ],
  });
}

/** Two builds that do not differ. */
export function sampleUnchanged(): ComparisonRecord {
  return { ...sampleComparison({ change: {}, launches: 4 }), calibration: null };
}

/** Launches that differ more than the sides do. */
export function sampleUndecided(): ComparisonRecord {
  return sampleComparison({ change: { spread: 0.09, latency: { 'GET /api/users': 1.04 } }, launches: 5 });
}

/** Same arguments, same record. */
function sampleComparison({ change, launches: count, problems = [], explanation }: Parts): ComparisonRecord {
  const noise = random(20261121);
  const launches = Array.from({ length: count }, (_, index) => sampleLaunch(index, { ...NONE, ...change }, noise));
  const { metrics, outcome } = judgeComparison({ plan: PLAN, launches, problems });
  const { manifest, environment, benchmark, subject } = sampleLoad({ seconds: 0 });
  const { git, ...rest } = manifest;
  return {
    format: 'loadline-comparison',
    version: 1,
    id: '20261121T104500Z-compare-load-3f2a9c',
    startedAt: '2026-11-21T10:45:00.000Z',
    benchmark,
    subject: subject.name,
    baseline: {
      label: 'main~1 (9d8c7b6)',
      git: { commit: '9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a39281706', branch: null, isClean: true },
      url: null,
      env: {},
      facts: { ...subject.facts, pool: '10', cache: 'l1 and l2' },
    },
    candidate: {
      label: 'work tree of feature/pages (3f2a9c1)',
      git: git === null ? null : { ...git, branch: 'feature/pages', isClean: false },
      url: null,
      env: { POOL_MAX: '10' },
      facts: { ...subject.facts, version: '0.2.0-rc.1', pool: '10', cache: 'l1 and l2' },
    },
    manifest: { ...rest, command: ['loadline', 'compare', '--baseline', 'main~1', '--scenario', benchmark.name] },
    environment,
    plan: PLAN,
    launches,
    problems,
    metrics,
    outcome,
    secondsToVerdict: 46 * count + 11.3,
    calibration: {
      machineClass: environment.machineClass,
      comparisons: 20,
      verdicts: 100,
      falseAlarms: 1,
      rateLowerBound: 0.00051,
      isAdvisory: false,
      mde: { 'latency.p50': 0.021, 'latency.p95': 0.064, 'sql-per-request': 0.004 },
    },
    explanation: explanation ?? null,
  };
}

const EXPLANATION: Explanation = {
  phases: [
    { name: 'db', baseline: 0.41, candidate: 0.93 },
    { name: 'serialise', baseline: 0.22, candidate: 0.23 },
    { name: 'cache', baseline: 0.09, candidate: 0.08 },
  ],
  statements: [
    {
      text: 'SELECT id, name, email FROM users WHERE id = $1',
      calls: { baseline: 0.02, candidate: 0.51 },
      ms: { baseline: 0.01, candidate: 0.37 },
    },
    {
      text: 'SELECT id, name, email, created_at FROM users WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3',
      calls: { baseline: 0.11, candidate: 0.11 },
      ms: { baseline: 0.19, candidate: 0.2 },
    },
  ],
  commands: [{ name: 'MGET', baseline: 0.31, candidate: 0.12 }],
  functions: [
    { name: 'hydrateUsers', location: 'reference-server/users/list-users.ts:41', baseline: 0.02, candidate: 0.19 },
    { name: 'parseRow', location: 'pg/lib/result.js:88', baseline: 0.05, candidate: 0.11 },
    { name: '(anonymous)', location: 'reference-server/http/front.ts:12', baseline: 0.07, candidate: 0.07 },
  ],
  gaps: ['the profile of the baseline holds 1,204 samples only: functions below 0.05 ms are left out'],
};
