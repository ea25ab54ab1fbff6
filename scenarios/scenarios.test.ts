import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../reference-server/testing/test-database.ts';
import { K6_BIN, testWithK6 } from '../tests/collect/k6-under-test.ts';
import { type Route, traceOf } from './lib/trace.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const space = { posts: '2000', users: '200' };
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
      SEED_POSTS: space.posts,
      SEED_EVENTS: '1000',
      SEED_TASKS: '1000',
      SEED_ACTIVITIES: '1000',
      SEED_LEARNING_EVENTS: '1000',
      SEED_LEARNERS: '100',
      SEED_METRICS: '1000',
      SEED_USERS: space.users,
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
        POSTS: space.posts,
        USERS: space.users,
        LEARNERS: '100',
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

const expectedStatuses: Readonly<Record<string, readonly string[]>> = {
  'GET /api/posts/:id': ['200', '304'],
  'GET /api/users/:id': ['200', '304'],
  'GET /api/users/:id/posts': ['200'],
  'GET /api/users': ['200'],
  'GET /api/large-report': ['200', '304'],
  'POST /api/posts': ['201'],
};

const stretch = { RATE: '60', DURATION: '3', WARM_UP: '1', STEPS: '3' };

testWithK6.for([
  // Visits that the plan asks for, in four seconds.
  ['smoke', 240],
  ['load', 240],
  ['soak', 240],
  ['spike', 2 * 60 + 4 * 60 + 60],
  ['stress', 2 * 60 + 2 * 60 + 3 * 60],
  ['breakpoint', 2 * 60 + 90 + 135],
] as const)(
  '%s asks for every route at its rate, and every answer is the expected one',
  async ([scenario, planned]) => {
    const run = await k6(scenario, stretch);
    expect(run).toMatchObject({ exitCode: 0, failedChecks: 0, dropped: 0 });
    // k6 itself is late by a few where a busy machine runs it at a change of rate; a wrong rate is off by a tenth and more.
    expect(Math.abs(run.iterations - planned)).toBeLessThanOrEqual(planned * 0.03);
    expect(Object.keys(run.requests).toSorted()).toEqual(Object.keys(expectedStatuses).toSorted());
    for (const [route, statuses] of Object.entries(run.requests)) {
      expect(expectedStatuses[route]).toEqual(expect.arrayContaining(Object.keys(statuses)));
    }
    expect(run.requests['GET /api/posts/:id']?.['304']).toBeGreaterThan(0);
  },
);

testWithK6('learning asks for every aggregate, and every answer is the expected one', async () => {
  const run = await k6('learning', stretch);
  expect(run).toMatchObject({ exitCode: 0, failedChecks: 0, dropped: 0 });
  expect(Math.abs(run.iterations - 240)).toBeLessThanOrEqual(240 * 0.03);
  expect(Object.keys(run.requests)).toHaveLength(8);
  const statuses = Object.entries(run.requests).flatMap(([route, counts]) => {
    expect(route).toMatch(/^GET \/api\/analytics\//);
    return Object.keys(counts);
  });
  expect(new Set(statuses)).toEqual(new Set(['200', '304']));
});

testWithK6('opal asks for every kind of data, and every answer is the expected one', async () => {
  const run = await k6('opal', stretch);
  expect(run).toMatchObject({ exitCode: 0, failedChecks: 0, dropped: 0 });
  expect(Math.abs(run.iterations - 240)).toBeLessThanOrEqual(240 * 0.03);
  expect(Object.keys(run.requests).toSorted()).toEqual([
    'GET /api/mappings/:type',
    'GET /api/metrics/:domain',
    'GET /api/opal/coordination/:domain',
    'GET /api/opal/mappings',
    'GET /api/opal/mappings/:id',
    'GET /api/rules/high',
    'GET /api/rules/low',
    'GET /api/rules/normal',
  ]);
  expect(new Set(Object.values(run.requests).flatMap((counts) => Object.keys(counts)))).toEqual(
    new Set(['200', '304']),
  );
});

testWithK6('what k6 asks for is the trace of the seed, whichever virtual user asks', async () => {
  const run = await k6('load', { ...stretch, SEED: '7' });
  const visitAt = traceOf(7, { users: Number(space.users), posts: Number(space.posts) });
  const visits = Array.from({ length: run.iterations }, (_, iteration) => visitAt(iteration));
  const expected = (route: Route) =>
    visits.filter((visit) => visit.route === route).reduce((sum, { next }) => sum + (next === 'reload' ? 2 : 1), 0);
  for (const route of [
    'GET /api/posts/:id',
    'GET /api/users/:id',
    'GET /api/large-report',
    'POST /api/posts',
  ] as const) {
    const asked = Object.values(run.requests[route] ?? {}).reduce((sum, count) => sum + count, 0);
    expect([route, asked]).toEqual([route, expected(route)]);
  }
});

testWithK6.for([
  [{ RATE: 'fast' }, 'RATE must be a whole number from 1 on, not \\"fast\\"'],
  [{ STEPS: '0' }, 'STEPS must be a whole number from 1 on, not \\"0\\"'],
] as const)('%j ends k6 before anything is sent', async ([variables, message]) => {
  const run = await k6('stress', variables);
  expect(run).toMatchObject({ exitCode: 107, iterations: 0, requests: {} });
  expect(run.log).toContain(message);
});
