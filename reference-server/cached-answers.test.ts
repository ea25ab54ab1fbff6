import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createRedisClient } from './cache/redis-client.ts';
import { databaseUnavailable } from './db/query-failure.ts';
import { ask, json } from './testing/ask.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { freePort, startRedisProcess } from './testing/redis-process.ts';
import { LONG_TEXT, startTestServer, type TestServerOptions } from './testing/test-server.ts';

const TTL_MS = 60_000;

async function start(options: TestServerOptions = {}) {
  const server = await startTestServer(options);
  onTestFinished(() => server.app.close());
  const tierOf = async (path: string) => {
    const { status, headers } = await ask(server.url + path);
    return [status, headers['x-cache']];
  };
  const statistics = async () =>
    (json(await ask(`${server.url}/metrics`)) as { cache: { items: Record<string, unknown> } }).cache.items;
  return { ...server, tierOf, statistics };
}

test('that there is nothing is told from memory for a while, with the same words and headers', async () => {
  const clock = new ManualClock();
  const server = await start({ clock });
  const [first, again, head] = [
    await ask(`${server.url}/items/missing`),
    await ask(`${server.url}/items/missing`),
    await ask(`${server.url}/items/missing`, { method: 'HEAD' }),
  ];
  expect([first, again, head].map(({ status, headers }) => [status, headers['x-cache']])).toEqual([
    [404, 'miss'],
    [404, 'l1'],
    [404, 'l1'],
  ]);
  expect(json(first)).toEqual({ error: { code: 'ITEM_NOT_FOUND', message: 'no such item' } });
  expect(again.body.equals(first.body)).toBe(true);
  expect([head.body.length, head.headers['content-length']]).toEqual([0, String(first.body.length)]);
  for (const { headers } of [first, again]) {
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' });
    expect(headers.etag).toBeUndefined();
  }
  clock.advance(12_000);
  expect(await server.tierOf('/items/missing')).toEqual([404, 'miss']);
  expect(server.loads).toEqual(['missing', 'missing']);
});

test('where nothing is kept of what is not there, every request asks', async () => {
  const server = await start({ cache: { life: { negativeTtlSeconds: 0 } } });
  for (let request = 0; request < 2; request++) expect(await server.tierOf('/items/missing')).toEqual([404, 'miss']);
});

test('an absence stays in the process that found it, which hears when it is over; who cannot hear keeps none', async () => {
  const redis = await startRedisProcess();
  onTestFinished(() => redis.stop());
  const kvs = [1, 2].map(() => createRedisClient({ url: redis.url, deadlineMs: 5_000 }));
  const [first, second] = await Promise.all(kvs.map((kv) => start({ kv })));
  if (first === undefined || second === undefined) throw new TypeError('two servers were started');
  for (const kv of kvs) for (let turn = 0; turn < 500 && !kv.isReady; turn++) await sleep(10);
  await sleep(100);
  for (const server of [first, second]) {
    expect(await server.tierOf('/items/missing')).toEqual([404, 'miss']);
    expect(await server.tierOf('/items/missing')).toEqual([404, 'l1']);
  }
  expect(await kvs[0]?.get('api_cache:items:item:missing')).toBeNull();
  await ask(`${second.url}/items`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  await sleep(100);
  expect(await first.tierOf('/items/missing')).toEqual([404, 'miss']);
  const deaf = await start({ kv: createRedisClient({ url: `redis://127.0.0.1:${await freePort()}` }) });
  for (let request = 0; request < 2; request++) expect(await deaf.tierOf('/items/missing')).toEqual([404, 'miss']);
});

test('while the database is gone an answer past its time is told as stale, and not longer than its grace', async () => {
  const clock = new ManualClock();
  const server = await start({ clock, cache: { jitter: 0, life: { graceSeconds: 300, whileStale: 'wait' } } });
  const fresh = await ask(`${server.url}/items/a`);
  clock.advance(TTL_MS);
  const mend = server.failLoads(databaseUnavailable(new Error('refused')));
  const stale = await ask(`${server.url}/items/a`);
  expect([stale.status, stale.headers['x-cache'], stale.body.equals(fresh.body)]).toEqual([200, 'stale', true]);
  expect((await server.statistics()).staleHits).toBe(1);
  clock.advance(300_000);
  expect(await server.tierOf('/items/a')).toEqual([503, undefined]);
  mend();
  expect(await server.tierOf('/items/a')).toEqual([200, 'miss']);
});

test('where it is wished so, nobody waits for the new answer: the old one is told once more while it is loaded', async () => {
  const clock = new ManualClock();
  const server = await start({ clock, cache: { jitter: 0, life: { graceSeconds: 300, whileStale: 'revalidate' } } });
  await server.tierOf('/items/a');
  clock.advance(TTL_MS);
  expect(await server.tierOf('/items/a')).toEqual([200, 'stale']);
  expect(await server.tierOf('/items/a')).toEqual([200, 'l1']);
  expect(server.loads).toEqual(['a', 'a']);
});

test('what is told past the router is loaded anew shortly before it ends, so that nobody waits for it', async () => {
  const clock = new ManualClock();
  const server = await start({ clock, cache: { jitter: 0, earlyRefresh: 1 } });
  const letGo = server.holdLoads();
  const first = server.tierOf('/items/a');
  while (server.loads.length === 0) await sleep(1);
  clock.advance(1_000);
  letGo();
  expect(await first).toEqual([200, 'miss']);
  // One load before its end no lot is needed any more, or hardly.
  clock.advance(TTL_MS - 1);
  expect(await server.tierOf('/items/a')).toEqual([200, 'l1']);
  for (let turn = 0; turn < 500 && server.loads.length < 2; turn++) await server.tierOf('/items/a');
  expect(server.loads).toEqual(['a', 'a']);
  clock.advance(TTL_MS / 2);
  expect(await server.tierOf('/items/a')).toEqual([200, 'l1']);
  expect(await server.statistics()).toMatchObject({ misses: 1, earlyRefreshes: 1 });
});

test.each([
  ['l1', 'l1'],
  ['db', 'miss'],
] as const)('a server that falls back on %s answers from there while there is no Redis', async (fallback, tier) => {
  const port = await freePort();
  const kv = createRedisClient({ url: `redis://127.0.0.1:${port}` });
  const server = await start({ kv, cache: { fallback } });
  expect(await server.tierOf('/items/a')).toEqual([200, 'miss']);
  expect(await server.tierOf('/items/a')).toEqual([200, tier]);
});

test('falling back on the database, a server uses L1 while Redis is there, not while it is gone, and again when it is back', async () => {
  const port = await freePort();
  const first = await startRedisProcess(port);
  const kv = createRedisClient({ url: first.url, deadlineMs: 2_000 });
  const server = await start({ kv, cache: { fallback: 'db' } });
  const untilTier = async (tier: string) => {
    for (let turn = 0; turn < 500; turn++) {
      const [status, found] = await server.tierOf('/items/a');
      expect(status).toBe(200);
      if (found === tier) return;
      await sleep(10);
    }
    throw new Error(`no answer from ${tier} in five seconds`);
  };
  await untilTier('l1');
  await first.stop();
  await untilTier('miss');
  for (let request = 0; request < 3; request++) expect(await server.tierOf('/items/a')).toEqual([200, 'miss']);
  const second = await startRedisProcess(port);
  onTestFinished(() => second.stop());
  await untilTier('l1');
});

test('values lie compressed in Redis, in a third of the bytes, and are read from there as they were', async () => {
  const redis = await startRedisProcess();
  onTestFinished(() => redis.stop());
  const kvs = [1, 2].map(() => createRedisClient({ url: redis.url, deadlineMs: 5_000 }));
  const servers = await Promise.all(
    kvs.map((kv) => start({ kv, cache: { compression: { name: 'zstd-3', minBytes: 1_024 } } })),
  );
  const [first, second] = servers;
  const [kv] = kvs;
  if (first === undefined || second === undefined || kv === undefined) throw new TypeError('two servers were started');
  for (const one of kvs) for (let turn = 0; turn < 500 && !one.isReady; turn++) await sleep(10);
  await sleep(50);
  const loaded = await ask(`${first.url}/items/a`);
  let kept: Buffer | null = null;
  for (let turn = 0; turn < 500 && kept === null; turn++) {
    kept = await kv.get('api_cache:items:item:a');
    await sleep(10);
  }
  expect(kept?.length).toBeLessThan(LONG_TEXT.length / 3);
  const shared = await ask(`${second.url}/items/a`);
  expect([shared.headers['x-cache'], shared.body.equals(loaded.body)]).toEqual(['l2', true]);
  expect((await first.statistics()).l2).toMatchObject({ compressedBytesIn: loaded.body.length });
});

test('with a lease two servers that miss the same thing at the same time load it once', async () => {
  const redis = await startRedisProcess();
  onTestFinished(() => redis.stop());
  const kvs = [1, 2].map(() => createRedisClient({ url: redis.url, deadlineMs: 5_000 }));
  const servers = await Promise.all(kvs.map((kv) => start({ kv, cache: { lease: {} } })));
  for (const one of kvs) for (let turn = 0; turn < 500 && !one.isReady; turn++) await sleep(10);
  await sleep(50);
  const mend = servers.map((server) => server.holdLoads());
  const answers = servers.map((server) => ask(`${server.url}/items/a`));
  await sleep(200);
  for (const letGo of mend) letGo();
  const tiers = (await Promise.all(answers)).map(({ headers }) => headers['x-cache']);
  expect(tiers.toSorted()).toEqual(['l2', 'miss']);
  expect(servers.flatMap(({ loads }) => loads)).toEqual(['a']);
});
