import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cache } from '../cache/cache.ts';
import { createCache } from '../cache/create-cache.ts';
import { jsonCodec } from '../cache/json-codec.ts';
import type { KvClient } from '../cache/kv-client.ts';
import { createRedisClient } from '../cache/redis-client.ts';
import type { Logger, SqlPool } from '../ports.ts';
import { systemClock } from '../system-clock.ts';
import { poolOptions } from '../testing/pool-options.ts';
import type { RedisProcess } from '../testing/redis-process.ts';
import type { TestDatabase } from '../testing/test-database.ts';
import { startTestServices, type TestServices } from '../testing/test-services.ts';
import { QueryOptimizer } from './facades/query-optimizer.ts';
import { openPostgresPool } from './postgres-pool.ts';
import { type KeptRows, withQueryCache } from './query-cache.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
let database: TestDatabase;
let redis: RedisProcess;
let services: TestServices;
let pool: SqlPool;
const kvs: KvClient[] = [];

beforeAll(async () => {
  services = await startTestServices();
  ({ database, redis } = services);
  await database.execute(
    `CREATE TABLE notes (id int PRIMARY KEY, text text, at timestamptz DEFAULT '2025-01-31T12:00:00Z')`,
  );
  pool = await openPostgresPool(poolOptions(database.url, log, { slowMs: 50 }));
});
afterAll(async () => {
  await Promise.all([pool.close(), ...kvs.map((kv) => kv.close())]);
  await services.stop();
});

/** A query cache as a process has it: `maxEntries` of its own, and the common Redis. */
async function openQueries(maxEntries = 100): Promise<Cache<KeptRows>> {
  const kv = createRedisClient({ url: redis.url, deadlineMs: 2_000 });
  kvs.push(kv);
  await new Promise<void>((resolve) => (kv.isReady ? resolve() : kv.onReady(resolve)));
  const cache = createCache<KeptRows>({
    namespace: 'test.queries',
    l1: { maxEntries, maxBytes: 1e6 },
    l2: kv,
    codec: jsonCodec(),
    clock: systemClock,
    isNegative: (rows) => rows.length === 0,
    life: { negativeTtlSeconds: 0 },
    bus: 'pubsub',
  });
  // From then on it hears the others; what it kept before, it forgets.
  await sleep(100);
  return cache;
}

const note = (id: number, namespace?: string) => ({
  text: 'SELECT id, text, at FROM notes WHERE id = $1',
  values: [id],
  cache: { ttlSeconds: 300, ...(namespace === undefined ? {} : { namespace }) },
});

test('a statement that asks for it is run once, whoever asks and from which process, and its rows are alike', async () => {
  await database.execute(`INSERT INTO notes VALUES (1, 'one')`);
  const [first, second] = [await openQueries(), await openQueries()];
  const [here, there] = [withQueryCache(pool, first), withQueryCache(pool, second)];
  const before = pool.getStats().statements;
  const rows = [{ id: 1, text: 'one', at: '2025-01-31T12:00:00.000Z' }];
  expect(await Promise.all([1, 2, 3].map(() => here.query(note(1))))).toEqual([rows, rows, rows]);
  expect(await here.query(note(1))).toEqual(rows);
  await sleep(50);
  expect(await there.query(note(1))).toEqual(rows);
  expect(pool.getStats().statements - before).toBe(1);
  expect(second.getStats()).toMatchObject({ l2Hits: 1, misses: 0 });
  const { cache: _, ...plain } = note(1);
  expect(await here.query(plain)).toEqual([{ ...rows[0], at: new Date('2025-01-31T12:00:00Z') }]);
});

test('other values are another key, and no rows are never kept', async () => {
  const queries = await openQueries();
  const kept = withQueryCache(pool, queries);
  expect(await kept.query(note(2))).toEqual([]);
  await database.execute(`INSERT INTO notes VALUES (2, 'two')`);
  expect(await kept.query(note(2))).toMatchObject([{ text: 'two' }]);
  expect(await kept.query(note(1))).toMatchObject([{ text: 'one' }]);
});

test('a namespace is taken out in every process, by pattern, and the rest stays', async () => {
  await database.execute(`INSERT INTO notes VALUES (3, 'old'), (4, 'old')`);
  const [first, second] = [await openQueries(), await openQueries()];
  const [here, there] = [withQueryCache(pool, first), withQueryCache(pool, second)];
  const textOf = async (from: SqlPool, id: number, namespace: string) => {
    const [row] = await from.query<{ text: string }>(note(id, namespace));
    return row?.text;
  };
  for (const from of [here, there]) {
    expect([await textOf(from, 3, 'audit_events'), await textOf(from, 4, 'notes')]).toEqual(['old', 'old']);
    await sleep(20);
  }
  await database.execute(`UPDATE notes SET text = 'new' WHERE id IN (3, 4)`);
  await first.deletePattern('audit_events*');
  await sleep(50);
  for (const from of [here, there]) {
    expect([await textOf(from, 3, 'audit_events'), await textOf(from, 4, 'notes')]).toEqual(['new', 'old']);
  }
});

test('the rows that were read longest ago make room', async () => {
  const queries = await openQueries(2);
  const kept = withQueryCache(pool, queries);
  for (const id of [1, 2, 1, 3]) await kept.query(note(id));
  expect(queries.getStats()).toMatchObject({ entries: 2, evictions: 1 });
  const before = queries.getStats().l1Hits;
  await kept.query(note(1));
  expect(queries.getStats().l1Hits).toBe(before + 1);
});

test('what fails is told to those who asked, and not kept', async () => {
  const kept = withQueryCache(pool, await openQueries());
  const broken = { text: 'SELECT 1 / $1::int AS one', values: [0], cache: { ttlSeconds: 300 } };
  for (let turn = 0; turn < 2; turn += 1) await expect(kept.query(broken)).rejects.toThrow('division by zero');
});

test('document 004: queries, batches, cursors, slow queries and metrics by its names', async () => {
  let asked: object = {};
  const optimizer = new QueryOptimizer(async (options) => {
    asked = options;
    return { pool, cache: await openQueries() };
  });
  expect(() => optimizer.getMetrics()).toThrow('not initialized yet');
  await expect(optimizer.query('SELECT 1')).rejects.toThrow('not initialized yet');
  const config = {
    maxConnections: 20,
    minConnections: 5,
    idleTimeout: 30000,
    connectionTimeout: 5000,
    queryTimeout: 5000,
  };
  // As the document has it: not waited for.
  optimizer.initialize(config);
  expect(() => optimizer.initialize(config)).toThrow('initialized already');
  const slow: string[] = [];
  const stop = await optimizer.on('slowQuery', (query) => slow.push(query));
  const rows = Array.from({ length: 250 }, (_, index) => [1_000 + index, `note ${index}`]);
  expect(await optimizer.batchQuery('INSERT INTO notes (id, text) VALUES ($1, $2)', rows, { batchSize: 100 })).toBe(
    250,
  );
  const ids: number[] = [];
  const sql = 'SELECT id FROM notes WHERE id >= $1 ORDER BY id';
  for await (const { id } of optimizer.queryCursor<{ id: number }>(sql, [1_000], { batchSize: 100 })) ids.push(id);
  expect([ids.length, ids[0], ids.at(-1)]).toEqual([250, 1_000, 1_249]);
  const count = () => optimizer.query('SELECT count(*)::int FROM notes', [], { cache: true, cacheTTL: 300 });
  expect(await count()).toEqual(await count());
  await optimizer.query('SELECT pg_sleep(0.1)');
  stop();
  // On a busy machine others may be slow as well.
  expect(slow).toContain('SELECT pg_sleep(0.1)');
  expect(optimizer.getMetrics()).toMatchObject({ cacheHitRate: 50, slowQueries: expect.any(Number) });
  expect(optimizer.getMetrics().avgQueryTime).toBeGreaterThan(0);
  expect(optimizer.getPoolStats()).toMatchObject({ max: 3, waiting: 0, utilization: expect.any(Number) });
  const timeoutMs = { cached: 5000, critical: 5000, default: 5000, 'long-running': 5000 };
  expect(asked).toEqual({ max: 20, min: 5, idleMs: 30000, acquireMs: 5000, timeoutMs });
  const refused = new QueryOptimizer(() => Promise.reject(new Error('no such host')));
  refused.initialize(config);
  await expect(refused.query('SELECT 1')).rejects.toThrow('no such host');
});

test('a tag is taken out in every process, and what has another stays', async () => {
  await database.execute(`INSERT INTO notes VALUES (5, 'old'), (6, 'old')`);
  const [first, second] = [await openQueries(), await openQueries()];
  const textOf = async (cache: Cache<KeptRows>, id: number) => {
    const statement = { ...note(id), cache: { ttlSeconds: 300, tags: [`note ${id}`] } };
    const [row] = await withQueryCache(pool, cache).query<{ text: string }>(statement);
    return row?.text;
  };
  for (const cache of [first, second]) {
    expect([await textOf(cache, 5), await textOf(cache, 6)]).toEqual(['old', 'old']);
    await sleep(20);
  }
  await database.execute(`UPDATE notes SET text = 'new' WHERE id IN (5, 6)`);
  await second.deleteTags('note 5');
  await sleep(50);
  for (const cache of [first, second]) expect([await textOf(cache, 5), await textOf(cache, 6)]).toEqual(['new', 'old']);
});
