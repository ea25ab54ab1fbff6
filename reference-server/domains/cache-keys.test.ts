import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createRedisClient } from '../cache/redis-client.ts';
import { readConfig } from '../config/config.ts';
import { serverSettings } from '../config/server-settings.ts';
import { createCursorCodec } from '../page/cursor.ts';
import { seededRng } from '../seeded-rng.ts';
import { createServer } from '../server.ts';
import { systemClock } from '../system-clock.ts';
import { ask } from '../testing/ask.ts';
import { FakePool } from '../testing/fake-pool.ts';
import { startRedisProcess } from '../testing/redis-process.ts';
import { auditDomain } from './audit/audit-domain.ts';
import { learningDomain } from './learning/learning-domain.ts';
import { opalDomain } from './opal/opal-domain.ts';
import { usersDomain } from './users/users-domain.ts';
import { workspaceDomain } from './workspace/workspace-domain.ts';

const cursors = createCursorCodec('a secret');
const page = { defaultLimit: 20, maxLimit: 100 };
const bulk = { maxRows: 500, batchSize: 10, concurrency: 4, attempts: 3, backoffMs: 10, timeoutMs: 5_000 };
const everywhere = <Name extends string>(...names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, 300])) as Record<Name, number>;

const domains = [
  usersDomain({ cursors, ttl: everywhere('userSeconds', 'querySeconds', 'reportSeconds'), page, maxBatchRows: 100 }),
  workspaceDomain({ cursors, ttl: everywhere('taskSeconds', 'profileSeconds', 'analyticsSeconds'), page, bulk }),
  auditDomain({
    cursors,
    ttl: everywhere('eventsSeconds', 'countSeconds'),
    page,
    bulk,
    exportStallMs: 1_000,
    exportChunkRows: 1_000,
    preloadDays: 7,
  }),
  learningDomain({
    ttl: everywhere(
      'analyticsUserDataSeconds',
      'behavioralPatternsSeconds',
      'missionSummariesSeconds',
      'performanceMetricsSeconds',
      'cognitiveLoadSeconds',
      'learningObjectivesSeconds',
      'strugglePredictionsSeconds',
      'recommendationsSeconds',
    ),
  }),
  opalDomain({ ttl: everywhere('mappingsSeconds', 'rulesSeconds', 'metricsSeconds', 'coordinationSeconds') }),
];

/** Has one row for every statement. */
class OneRowPool extends FakePool {
  override async query<Row extends object>(): Promise<readonly Row[]> {
    // Whoever asks finds what every list needs.
    return [{ id: 7, createdAt: new Date(0), email: 'somebody@example.test' } as unknown as Row];
  }
}

/** Whatever a request can carry of a person, or of a secret. */
const PRIVATE = ['somebody@example.test', 'ada@example.test', 'lovelace', 's3cret'];
const bySort = { list: 'users', sortField: 'email', sortOrder: 'asc' } as const;
const cursor = cursors.encode({ ...bySort, value: 'ada@example.test', id: 7 });

const REQUESTS = [
  `/api/users?sort=email&order=asc&cursor=${cursor}`,
  '/api/users/7?token=s3cret',
  '/api/users/7/posts?email=ada@example.test',
  '/api/posts/7',
  '/api/large-report?token=s3cret',
  '/api/v1/tasks?workspaceId=7&search=ada@example.test%20lovelace',
  '/api/v1/tasks/7',
  '/api/v1/projects?workspaceId=7&token=s3cret',
  '/api/v1/projects/7',
  '/api/v1/activities?workspaceId=7&type=lovelace',
  '/api/v1/users/7/profile',
  '/api/v1/analytics/workspaces/7',
  '/api/v1/performance/audit/events?type=lovelace&organizationIds=3,1',
  '/api/analytics/patterns?userId=7&email=ada@example.test',
  '/api/analytics/missions/summary?userId=7',
  '/api/analytics/behavioral-insights/dashboard?userId=7',
  '/api/analytics/predictions/generate?userId=7',
  '/api/analytics/stress-profile?userId=7',
  '/api/analytics/struggle-reduction?userId=7',
  '/api/analytics/cognitive-load/current?userId=7',
  '/api/analytics/interventions?userId=7',
  '/api/opal/mappings?type=dxp-tools&token=s3cret',
  '/api/opal/mappings/7',
  '/api/mappings/dxp-tools',
  '/api/opal/coordination/content',
  '/api/rules/high?domain=content',
  '/api/metrics/content?window=24h&token=s3cret',
];

test('no key of any domain holds what tells of a person, a secret, or what a client wrote', async () => {
  const redis = await startRedisProcess();
  onTestFinished(() => redis.stop());
  const kv = createRedisClient({ url: redis.url, deadlineMs: 5_000 });
  const app = await createServer({
    config: serverSettings(readConfig({}).settings),
    clock: systemClock,
    rng: seededRng(1),
    log: { info() {}, warn() {}, error() {} },
    kv,
    domains: domains.map((domain) => ({ domain, pool: new OneRowPool() })),
    facts: () => ({}),
    configReport: {},
  });
  onTestFinished(() => app.close());
  const token = app.jwt.sign({ role: 'technical_admin', sub: 'ada@example.test' }, { expiresIn: '1h' });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  for (let turn = 0; turn < 500 && !kv.isReady; turn += 1) await sleep(10);
  for (const path of REQUESTS) {
    const { status, headers } = await ask(url + path, { headers: { authorization: `Bearer ${token}` } });
    expect([path, status, headers['x-cache']]).toEqual([path, 200, 'miss']);
  }
  const keysNow = async () => {
    const keys: string[] = [];
    for await (const some of kv.scan('api_cache:*')) keys.push(...some.filter((key) => !key.includes(':#')));
    return [...new Set(keys)];
  };
  for (let turn = 0; turn < 500 && (await keysNow()).length < REQUESTS.length; turn += 1) await sleep(10);
  const keys = await keysNow();
  expect(keys).toHaveLength(REQUESTS.length);
  for (const domain of domains) expect(keys.some((key) => key.startsWith(`api_cache:${domain.name}:`))).toBe(true);
  for (const key of keys) {
    for (const word of [...PRIVATE, token, cursor]) expect(key).not.toContain(word);
    expect(key).toMatch(/^[\w:/.-]{1,120}$/);
  }
});
