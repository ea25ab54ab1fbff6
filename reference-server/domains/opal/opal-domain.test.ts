import type {} from '@fastify/jwt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Logger } from '../../ports.ts';
import { opalSeed } from '../../seed/opal-seed.ts';
import { prepareDatabase } from '../../seed/prepare-database.ts';
import { type DomainPair, startDomainPair } from '../../testing/domain-pair.ts';
import type { DomainServer } from '../../testing/domain-server.ts';
import type { TestDatabase } from '../../testing/test-database.ts';
import { opalDomain } from './opal-domain.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const seed = opalSeed({ seed: 1, mappings: 120, rules: 400, metrics: 5_000 });
let database: TestDatabase;
/** Two servers on one database and one Redis, as behind a load balancer. */
let servers: readonly DomainServer[];
let pair: DomainPair;

beforeAll(async () => {
  const makeDomain = () =>
    opalDomain({
      ttl: { mappingsSeconds: 3_600, rulesSeconds: 8, metricsSeconds: 300, coordinationSeconds: 900 },
    });
  pair = await startDomainPair(seed, makeDomain, log);
  ({ servers, database } = pair);
}, 60_000);
afterAll(() => pair.stop());

interface Answer<Body> {
  readonly status: number;
  readonly tier: string | null;
  readonly body: Body;
}
interface Mapping {
  readonly id: number;
  readonly type: string;
  readonly domain: string;
  readonly partner: string;
  readonly name: string;
  readonly config: object;
  readonly isActive: boolean;
  readonly version: number;
}
interface Refusal {
  readonly error: { readonly code: string };
}

/** With the token of a technical admin, or the one given; `null`: without. */
async function ask<Body = { data: Mapping }>(
  path: string,
  init: { method?: string; body?: unknown; server?: number; token?: string | null } = {},
): Promise<Answer<Body>> {
  const { method = 'GET', body, server = 0 } = init;
  const token = init.token === undefined ? servers[server]?.token : init.token;
  const answer = await fetch(`${servers[server]?.url}${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, tier: answer.headers.get('x-cache'), body: (await answer.json()) as Body };
}

const PERFORMANCE = '/api/performance/metrics';
const act = <Body = object>(body: unknown) => ask<Body>(PERFORMANCE, { method: 'POST', body });

test('the same seed makes the same rows, as many of each type and domain', async () => {
  const [row] = await database.execute(`
    SELECT md5((SELECT string_agg(m::text, ' ' ORDER BY id) FROM opal.mappings m) ||
               (SELECT string_agg(r::text, ' ' ORDER BY id) FROM opal.rules r) ||
               (SELECT string_agg(m::text, ' ' ORDER BY id) FROM opal.metrics m)) AS md5`);
  expect(row?.md5).toBe('fdc7ad67dd23af6115dd4ae050fadcd3');
  const each = await database.execute('SELECT count(*)::int AS mappings FROM opal.mappings GROUP BY type, domain');
  expect(each).toEqual(Array.from({ length: 24 }, () => ({ mappings: 5 })));
});

test.each([
  '/api/opal/mappings',
  '/api/opal/mappings?type=dxp-tools',
  '/api/opal/mappings?type=dxp-tools&domain=content',
  '/api/opal/mappings/7',
  '/api/mappings/strategy-plans',
  '/api/opal/coordination/content',
  '/api/rules/low?domain=content',
  '/api/metrics/content?window=24h',
])('%s is kept by itself: it comes from the database once, then from both tiers', async (path) => {
  const first = await ask(path);
  expect(first).toMatchObject({ status: 200, tier: 'miss' });
  expect(await ask(path, { server: 1 })).toEqual({ ...first, tier: 'l2' });
  expect(await ask(path, { server: 1, token: null })).toEqual({ ...first, tier: 'l1' });
});

test('what the answers tell is what the rows hold', async () => {
  const count = async (from: string) =>
    Number((await database.execute(`SELECT count(*)::int AS n FROM opal.${from}`))[0]?.n);
  const list = await ask<{ data: Mapping[] }>('/api/opal/mappings?domain=commerce&type=strategy-plans');
  expect(list.body.data).toHaveLength(5);
  for (const one of list.body.data)
    expect(one).toMatchObject({ domain: 'commerce', type: 'strategy-plans', version: 1 });

  const configuration = await ask<{ data: { domains: { mappings: object[] }[] } }>('/api/mappings/dxp-tools');
  expect(configuration.body.data.domains.flatMap(({ mappings }) => mappings)).toHaveLength(
    await count("mappings WHERE type = 'dxp-tools' AND is_active"),
  );

  const { body } = await ask<{ data: { partners: { partner: string; mappings: number }[] } }>(
    '/api/opal/coordination/audiences',
  );
  expect(body.data.partners.map(({ partner }) => partner)).not.toContain('audiences');
  expect(body.data.partners.reduce((sum, { mappings }) => sum + mappings, 0)).toBe(
    await count("mappings WHERE 'audiences' IN (domain, partner) AND is_active"),
  );

  const levels = await Promise.all(
    ['high', 'normal', 'low'].map((level) =>
      ask<{ data: { priority: number }[] }>(`/api/rules/${level}?domain=content`),
    ),
  );
  const priorities = levels.flatMap((level) => level.body.data.map(({ priority }) => priority));
  expect(priorities).toHaveLength(await count("rules WHERE domain = 'content' AND is_active"));
  expect(priorities).toEqual(priorities.toSorted((a, b) => b - a));

  const windows = await Promise.all(
    ['1h', '24h', '7d', '30d'].map(async (window) => {
      const answer = await ask<{ data: { metrics: { measurements: number }[] } }>(
        `/api/metrics/campaigns?window=${window}`,
      );
      return answer.body.data.metrics.reduce((sum, { measurements }) => sum + measurements, 0);
    }),
  );
  // 625 measurements in sixty days.
  expect(windows).toEqual([1, 11, 73, 313]);
  expect((await ask('/api/metrics/campaigns')).tier).toBe('l1');
});

test('what no tier held is counted by route', async () => {
  const misses = async () => {
    const answer = await fetch(`${servers[0]?.url}/metrics`, { headers: { accept: 'text/plain' } });
    const line = /^route_cache_misses_total\{method="GET",route="\/api\/opal\/mappings\/:id"\} (\d+)$/m;
    return Number(line.exec(await answer.text())?.[1]);
  };
  const before = await misses();
  for (const path of ['60', '60', '61', '99999', '0']) await ask(`/api/opal/mappings/${path}`);
  // What is not there is a miss as well.
  expect(await misses()).toBe(before + 3);
});

test('urgent rules are asked for anew sooner than others', async () => {
  const tier = async (level: string) => (await ask(`/api/rules/${level}?domain=commerce`)).tier;
  expect([await tier('high'), await tier('low')]).toEqual(['miss', 'miss']);
  // Two seconds and eight, in the proportion of the document's half hour.
  await expect.poll(() => tier('high'), { timeout: 5_000 }).toBe('miss');
  expect(await tier('low')).toBe('l1');
});

test('a mapping that is written is seen by every server at once, wherever it is told of', async () => {
  const { data } = (await ask('/api/opal/mappings/9')).body;
  const change = { name: 'Ours', config: { tools: ['cms'], text: 'literally \\u0000' }, isActive: !data.isActive };
  const reads = [
    '/api/opal/mappings/9',
    '/api/opal/mappings',
    `/api/opal/mappings?type=${data.type}`,
    `/api/opal/mappings?type=${data.type}&domain=${data.domain}`,
    `/api/mappings/${data.type}`,
    `/api/opal/coordination/${data.domain}`,
    `/api/opal/coordination/${data.partner}`,
  ];
  const before = await Promise.all(reads.flatMap((path) => [ask(path), ask(path, { server: 1 })]));
  const written = await ask('/api/opal/mappings/9', { method: 'PUT', body: change });
  expect(written).toMatchObject({ status: 200, body: { data: { ...change, id: 9, type: data.type, version: 2 } } });
  for (const [place, path] of reads.entries()) {
    for (const server of [0, 1]) {
      await expect
        .poll(async () => (await ask(path, { server })).body, { message: `${path} of server ${server}` })
        .not.toEqual(before[2 * place + server]?.body);
    }
  }
  expect((await ask('/api/opal/mappings/9')).body.data).toEqual(written.body.data);

  await prepareDatabase(database.url, [seed], log);
  const [kept] = await database.execute('SELECT name, version FROM opal.mappings WHERE id = 9');
  expect(kept).toEqual({ name: data.name, version: 1 });
});

interface Performance {
  readonly system: object;
  readonly countedSince: string;
  readonly cache: { readonly opal: { readonly reads: number; readonly l1: { readonly size: number } } };
  readonly database: { readonly opal: { readonly statements: number } };
  readonly http: {
    readonly requests: number;
    readonly routes: Readonly<Record<string, { readonly requests: number }>>;
  };
  readonly opal: {
    readonly requests: number;
    readonly hitRate: number | null;
    readonly averageResponseTimeMs: number | null;
  };
}

test('the figures of a technical admin are those of /metrics, and a reset takes away what was counted before', async () => {
  await ask('/api/opal/mappings/8');
  const { body } = await ask<Performance>(PERFORMANCE);
  const totals = await ask<Performance>('/metrics');
  expect(body).toMatchObject({
    system: { nodeVersion: process.version, uptimeSeconds: expect.any(Number), environment: null },
    health: { status: 'ok', components: { redis: { status: 'up' }, postgres: { opal: { status: 'up' } } } },
    cache: totals.body.cache,
    http: { requests: totals.body.http.requests },
    opal: { targetMs: 85, averageResponseTimeMs: expect.any(Number) },
  });
  expect(body.opal.requests).toBe(body.http.requests);

  expect(await act({ action: 'reset_metrics' })).toMatchObject({ status: 200, body: { success: true } });
  await ask('/api/opal/mappings/8');
  await ask('/api/opal/mappings/8');
  const since = (await ask<Performance>(PERFORMANCE)).body;
  expect(since).toMatchObject({
    cache: { opal: { reads: 2, hitRate: 1, l1: { hits: 2 } } },
    http: { requests: 2, routes: { 'GET /api/opal/mappings/:id': { requests: 2 } } },
    opal: { requests: 2, hitRate: 1 },
  });
  // A level is told as it is.
  expect(since.cache.opal.l1.size).toBeGreaterThan(2);
  expect(Date.parse(since.countedSince)).toBeGreaterThan(Date.parse(body.countedSince));
  // What scrapers read never falls.
  expect((await ask<Performance>('/metrics')).body.http.requests).toBe(body.http.requests + 2);
});

test('caches are invalidated by pattern or all, and warmed up again', async () => {
  const tier = async (path: string) => (await ask(path)).tier;
  const [mapping, metrics] = ['/api/opal/mappings/5', '/api/metrics/content'];
  for (const path of [mapping, metrics]) await ask(path);
  expect(await act({ action: 'invalidate_cache', pattern: 'mapping:*' })).toMatchObject({
    body: { pattern: 'mapping:*' },
  });
  expect([await tier(mapping), await tier(metrics)]).toEqual(['miss', 'l1']);
  expect(await act({ action: 'invalidate_cache' })).toMatchObject({ body: { success: true, pattern: '*' } });
  // Four lists, three configurations, eight domains' coordination, rules of three levels with a domain and without, and metrics.
  const entries = 4 + 3 + 8 + 3 * (8 + 1) + 8;
  expect((await act({ action: 'warm_cache' })).body).toEqual({
    success: true,
    action: 'warm_cache',
    loaded: entries,
    held: 0,
    failed: 0,
  });
  expect([await tier(mapping), await tier(metrics)]).toEqual(['miss', 'l1']);
  for (const level of ['high', 'normal', 'low']) {
    const asked = [`/api/rules/${level}`, `/api/rules/${level}?domain=content`];
    expect([level, await tier(asked[0] ?? ''), await tier(asked[1] ?? '')]).toEqual([level, 'l1', 'l1']);
  }
  // What was warmed up goes with what it belongs to.
  const { name, config, isActive } = (await ask('/api/opal/mappings/5')).body.data;
  await ask('/api/opal/mappings/5', { method: 'PUT', body: { name, config, isActive } });
  expect(await tier('/api/opal/mappings')).toBe('miss');
});

test('figures and actions and writing are for technical admins', async () => {
  const viewer = servers[0]?.app.jwt.sign({ role: 'viewer' }, { expiresIn: '1h' }) ?? '';
  const body = { action: 'reset_metrics' };
  for (const [token, status] of [
    [null, 401],
    ['rubbish', 401],
    [viewer, 403],
  ] as const) {
    expect((await ask(PERFORMANCE, { token })).status).toBe(status);
    expect((await ask(PERFORMANCE, { token, method: 'POST', body })).status).toBe(status);
    expect((await ask('/api/opal/mappings/1', { token, method: 'PUT', body: {} })).status).toBe(status);
  }
});

const sound = { name: 'Ours', config: {}, isActive: true };
const deep = `{"config":${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)},"name":"deep","isActive":true}`;
test.each([
  ['GET', '/api/opal/mappings?type=maps', undefined, 400, 'INVALID_FILTER'],
  ['GET', '/api/opal/mappings?type=', undefined, 400, 'INVALID_FILTER'],
  ['GET', '/api/opal/mappings?type=dxp-tools&type=dxp-tools', undefined, 400, 'INVALID_FILTER'],
  ['GET', "/api/opal/mappings?domain=content'--", undefined, 400, 'INVALID_FILTER'],
  ['GET', '/api/opal/mappings/0', undefined, 400, 'INVALID_ID'],
  ['GET', '/api/opal/mappings/99999', undefined, 404, 'MAPPING_NOT_FOUND'],
  ['GET', '/api/mappings/constructor', undefined, 400, 'INVALID_FILTER'],
  ['GET', '/api/opal/coordination/nobody', undefined, 400, 'INVALID_FILTER'],
  ['GET', '/api/rules/high?domain=nobody', undefined, 400, 'INVALID_FILTER'],
  ['GET', '/api/rules/urgent', undefined, 404, 'NOT_FOUND'],
  ['GET', '/api/metrics/content?window=25h', undefined, 400, 'INVALID_FILTER'],
  ['GET', '/api/metrics/content?window=toString', undefined, 400, 'INVALID_FILTER'],
  ['PUT', '/api/opal/mappings/99999', sound, 404, 'MAPPING_NOT_FOUND'],
  ['PUT', '/api/opal/mappings/x', sound, 400, 'INVALID_ID'],
  ['PUT', '/api/opal/mappings/1', [], 400, 'INVALID_MAPPING'],
  ['PUT', '/api/opal/mappings/1', { name: 'x' }, 400, 'INVALID_MAPPING'],
  ['PUT', '/api/opal/mappings/1', { ...sound, type: 'dxp-tools' }, 400, 'INVALID_MAPPING'],
  ['PUT', '/api/opal/mappings/1', { ...sound, name: 'a\0b' }, 400, 'INVALID_MAPPING'],
  ['PUT', '/api/opal/mappings/1', { ...sound, config: { a: '\0' } }, 400, 'INVALID_MAPPING'],
  ['PUT', '/api/opal/mappings/1', { ...sound, config: { a: '\ud800' } }, 400, 'INVALID_MAPPING'],
  ['PUT', '/api/opal/mappings/1', { ...sound, config: { a: 'x'.repeat(20_000) } }, 400, 'INVALID_MAPPING'],
  ['PUT', '/api/opal/mappings/1', { ...sound, config: [] }, 400, 'INVALID_MAPPING'],
  ['POST', PERFORMANCE, undefined, 400, 'INVALID_ACTION'],
  ['POST', PERFORMANCE, [], 400, 'INVALID_ACTION'],
  ['POST', PERFORMANCE, { action: 'drop' }, 400, 'INVALID_ACTION'],
  ['POST', PERFORMANCE, { action: 'warm_cache', pattern: '*' }, 400, 'INVALID_ACTION'],
  ['POST', PERFORMANCE, { action: 'invalidate_cache', pattern: '' }, 400, 'INVALID_ACTION'],
  ['POST', PERFORMANCE, { action: 'invalidate_cache', pattern: 7 }, 400, 'INVALID_ACTION'],
])('%s %s with %j is refused with %i %s', async (method, path, body, status, code) => {
  expect(await ask<Refusal>(path, { method, body })).toMatchObject({ status, body: { error: { code } } });
});

test('a config of no end of depth is kept or refused, and never a failure of ours', async () => {
  const answer = await ask('/api/opal/mappings/1', { method: 'PUT', body: JSON.parse(deep) });
  expect([200, 400]).toContain(answer.status);
});
