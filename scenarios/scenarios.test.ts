import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../reference-server/testing/test-database.ts';
import { K6_BIN, testWithK6 } from '../tests/collect/k6-under-test.ts';
import { auditTraceOf } from './lib/audit-trace.ts';
import { learningTraceOf } from './lib/learning-trace.ts';
import { mixTraceOf } from './lib/mix-trace.ts';
import { opalTraceOf } from './lib/opal-trace.ts';
import { usersTraceOf } from './lib/users-trace.ts';
import type { Trace, Visit } from './lib/visit.ts';
import { workspaceTraceOf } from './lib/workspace-trace.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const LAB_KEY = 'scenarios';
/** Of a small database. */
const space = { posts: 2_000, users: 200, learners: 100, tasks: 1_000, organizations: 50, mappings: 600 };
let database: TestDatabase;
let server: ReturnType<typeof spawn>;
let baseUrl: string;

beforeAll(async () => {
  database = await startTestDatabase();
  server = spawn(process.execPath, ['reference-server/start.ts'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      LAB_KEY,
      SEED_POSTS: String(space.posts),
      SEED_USERS: String(space.users),
      SEED_EVENTS: '1000',
      SEED_ORGANIZATIONS: String(space.organizations),
      SEED_TASKS: String(space.tasks),
      SEED_ACTIVITIES: '1000',
      SEED_LEARNING_EVENTS: '1000',
      SEED_LEARNERS: String(space.learners),
      SEED_METRICS: '1000',
    },
  });
  baseUrl = await new Promise((resolve, reject) => {
    server.stdout?.on('data', (chunk) => {
      const [, url] = /^listening on (http:\S+)/.exec(String(chunk)) ?? [];
      if (url !== undefined) resolve(url);
    });
    server.once('exit', () => reject(new Error('the reference server did not start')));
  });
});

afterAll(async () => {
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
  await database.stop();
});

/** Requests of a run by route and status. */
interface Run {
  readonly exitCode: number | null;
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly iterations: number;
  readonly dropped: number;
  readonly failedChecks: number;
  readonly log: string;
}

async function k6(scenario: string, variables: Readonly<Record<string, string>>): Promise<Run> {
  const tags = '--system-tags=name,status';
  const child = spawn(
    K6_BIN,
    ['run', '--quiet', '--summary-mode=disabled', '--out', 'csv=fileName=-', tags, `scenarios/${scenario}.ts`],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        K6_NO_USAGE_REPORT: 'true',
        BASE_URL: baseUrl,
        LAB_KEY,
        ...Object.fromEntries(Object.entries(space).map(([name, count]) => [name.toUpperCase(), String(count)])),
        ...variables,
      },
    },
  );
  let csv = '';
  child.stdout.on('data', (chunk) => {
    csv += chunk;
  });
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  const [exitCode] = await once(child, 'close');
  const requests: Record<string, Record<string, number>> = {};
  const sums: Record<string, number> = {};
  let failedChecks = 0;
  for (const line of csv.split('\n').slice(1)) {
    const [metric = '', , value = '', name = '', status = ''] = line.split(',');
    sums[metric] = (sums[metric] ?? 0) + Number(value);
    if (metric === 'checks' && Number(value) === 0) failedChecks += 1;
    if (metric !== 'http_reqs') continue;
    const ofRoute = requests[name] ?? {};
    requests[name] = { ...ofRoute, [status]: (ofRoute[status] ?? 0) + 1 };
  }
  return {
    exitCode: exitCode as number | null,
    requests,
    iterations: sums.iterations ?? 0,
    dropped: sums.dropped_iterations ?? 0,
    failedChecks,
    log,
  };
}

const stretch = { RATE: '60', DURATION: '3', WARM_UP: '1', STEPS: '3', SEED: '7' };
const traces = {
  mix: mixTraceOf(7, space),
  users: usersTraceOf(7, space),
  workspace: workspaceTraceOf(7, space.tasks),
  opal: opalTraceOf(7, space.mappings),
  learning: learningTraceOf(7, space.learners),
  audit: auditTraceOf(7, space.organizations),
};

/** That k6 made the first visits of a trace, each once, whichever virtual user made it, and got the answers that belong to them. */
function expectTrace({ requests, iterations }: Run, visitAt: Trace): void {
  const { 'POST /lab/token': setUp, ...load } = requests;
  expect(setUp ?? { 200: 1 }).toEqual({ 200: 1 });
  const visits = Array.from({ length: iterations }, (_, iteration) => visitAt(iteration));
  expect(Object.keys(load).toSorted()).toEqual([...new Set(visits.map(({ route }) => route))].toSorted());
  for (const [route, statuses] of Object.entries(load)) {
    const ofRoute = visits.filter((visit) => visit.route === route);
    const count = (next: Visit['next']) => ofRoute.filter((visit) => visit.next === next).length;
    const asked = Object.values(statuses).reduce((sum, one) => sum + one, 0);
    // There may be no next page.
    expect([route, asked >= ofRoute.length + count('reload')]).toEqual([route, true]);
    expect([route, asked - ofRoute.length - count('reload') <= count('next page')]).toEqual([route, true]);
    const expected = route.startsWith('POST ') ? ['201'] : ['200', '304'];
    expect([route, Object.keys(statuses).filter((status) => !expected.includes(status))]).toEqual([route, []]);
  }
}

testWithK6.for([
  // Visits that the plan asks for, in four seconds.
  ['smoke', 'mix', 240],
  ['load', 'mix', 240],
  ['soak', 'mix', 240],
  ['spike', 'mix', 2 * 60 + 4 * 60 + 60],
  ['stress', 'mix', 2 * 60 + 2 * 60 + 3 * 60],
  ['breakpoint', 'mix', 2 * 60 + 90 + 135],
  ['users', 'users', 240],
  ['workspace', 'workspace', 240],
  ['opal', 'opal', 240],
  ['learning', 'learning', 240],
  ['audit', 'audit', 240],
] as const)(
  '%s makes the visits of the trace %s at its rate, and every answer is the expected one',
  async ([scenario, trace, planned]) => {
    const run = await k6(scenario, stretch);
    expect(run).toMatchObject({ exitCode: 0, dropped: 0 });
    // k6 itself is late by a few where a busy machine runs it at a change of rate; a wrong rate is off by a tenth and more.
    expect(Math.abs(run.iterations - planned)).toBeLessThanOrEqual(planned * 0.03);
    // Tells which answers were not expected, before how many there were.
    expectTrace(run, traces[trace]);
    expect(run.failedChecks).toBe(0);
    expect(Object.values(run.requests).reduce((sum, { 304: count = 0 }) => sum + count, 0)).toBeGreaterThan(0);
  },
);

testWithK6.for([
  ['', 'LAB_KEY is missing'],
  ['wrong', 'POST /lab/token answered 403'],
] as const)('with "%s" as the key of the lab nothing is sent, and k6 says why', async ([key, message]) => {
  const run = await k6('load', { ...stretch, LAB_KEY: key });
  expect(run).toMatchObject({ exitCode: 107, iterations: 0 });
  expect(run.log).toContain(message);
});

testWithK6.for([
  [{ RATE: 'fast' }, 'RATE must be a whole number from 1 on, not \\"fast\\"'],
  [{ STEPS: '0' }, 'STEPS must be a whole number from 1 on, not \\"0\\"'],
] as const)('%j ends k6 before anything is sent', async ([variables, message]) => {
  const run = await k6('stress', variables);
  expect(run).toMatchObject({ exitCode: 107, iterations: 0, requests: {} });
  expect(run.log).toContain(message);
});
