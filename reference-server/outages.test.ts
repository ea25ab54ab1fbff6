import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { RestartablePostgres } from '../bench/outages/restartable-postgres.ts';
import { type Served, SteadyLoad } from '../bench/outages/steady-load.ts';
import { startWholeServer, type WholeServer } from '../bench/outages/whole-server.ts';
import type { NetworkState } from './lab/network.ts';
import { freePort, startRedisProcess } from './testing/redis-process.ts';

/** Whole servers with all their domains under a steady load, on real services that get into trouble. */
const SMALL_L1 = { L1_MAX_ENTRIES: '4', LOG_LEVEL: 'error' };
const PER_SECOND = 50;
const TROUBLE_MS = 1_000;
const BACK = { timeout: 20_000, interval: 20 };

let postgres: RestartablePostgres;
let server: WholeServer;

beforeAll(async () => {
  postgres = await RestartablePostgres.create();
  server = await startWholeServer({ ...SMALL_L1, DATABASE_URL: postgres.url, LAB_PROXY: 'on' });
}, 60_000);

afterAll(async () => {
  await server.stop();
  await postgres.remove();
});

function startLoad({ url, token }: WholeServer): SteadyLoad {
  const load = new SteadyLoad({ url, token, perSecond: PER_SECOND });
  onTestFinished(() => load.stop());
  return load;
}

const failed = ({ status }: Served) => status === 0 || status >= 400;

const has = (load: SteadyLoad, from: number, test: (one: Served) => boolean) =>
  expect.poll(() => load.between(from, Number.POSITIVE_INFINITY).some(test), BACK).toBe(true);

test.each<[NetworkState['redis']]>([['down'], ['reset'], ['readonly'], ['oom'], [{ slowMs: 300 }]])(
  'Redis %j: no request fails, and L2 is used again when it is over',
  async (redis) => {
    const load = startLoad(server);
    await has(load, 0, ({ tier }) => tier === 'l2');
    await server.putNetwork({ redis });
    const beganAt = performance.now();
    await sleep(TROUBLE_MS);
    const endsAt = performance.now();
    await server.putNetwork({});
    await has(load, endsAt, ({ tier }) => tier === 'l2');
    await load.stop();
    expect(load.served.filter(failed)).toEqual([]);
    // Reads of trouble that L2 could not help with were served all the same.
    expect(load.between(beganAt, endsAt).some(({ tier }) => tier === 'miss')).toBe(true);
  },
  60_000,
);

test('Redis down at the start: no request fails, and L2 is used once it comes', async () => {
  const port = await freePort();
  const alone = await startWholeServer({
    ...SMALL_L1,
    DATABASE_URL: postgres.url,
    REDIS_URL: `redis://127.0.0.1:${port}`,
  });
  onTestFinished(() => alone.stop());
  const load = startLoad(alone);
  await sleep(TROUBLE_MS);
  expect(load.served.some(({ tier }) => tier === 'l2')).toBe(false);
  const redis = await startRedisProcess(port);
  onTestFinished(() => redis.stop());
  await has(load, 0, ({ tier }) => tier === 'l2');
  await load.stop();
  expect(load.served.filter(failed)).toEqual([]);
}, 60_000);

test.each(['fast', 'immediate'] as const)(
  'PostgreSQL restarted (%s): requests fail while it is down and not longer',
  async (how) => {
    const load = startLoad(server);
    await has(load, 0, ({ tier }) => tier === 'l2');
    const downAt = performance.now();
    await postgres.stop(how);
    await has(load, downAt, failed);
    // What a cache holds is answered all the same.
    await has(load, downAt, ({ tier }) => tier === 'l2');
    await postgres.start();
    const upAt = performance.now();
    await has(load, upAt, ({ tier }) => tier === 'miss');
    await has(load, upAt, ({ what, status }) => what.startsWith('PATCH') && status === 200);
    await load.stop();
    expect(load.between(upAt, Number.POSITIVE_INFINITY).filter(failed)).toEqual([]);
    const codes = new Set(load.served.filter(failed).map(({ status, code }) => `${status} ${code}`));
    expect([...codes]).toEqual(['503 DATABASE_UNAVAILABLE']);
  },
  60_000,
);

test('a database that does not answer costs its requests their deadline, and is used again when it does', async () => {
  const load = startLoad(server);
  await has(load, 0, ({ tier }) => tier === 'l2');
  const silentAt = performance.now();
  await server.putNetwork({ pg: { slowMs: 60_000 } });
  // Those that were under way, and those that found no connection.
  await has(load, silentAt, ({ code }) => code === 'QUERY_TIMEOUT');
  await has(load, silentAt, ({ code }) => code === 'DATABASE_UNAVAILABLE' || code === 'POOL_EXHAUSTED');
  await server.putNetwork({});
  const upAt = performance.now();
  await has(load, upAt, ({ tier }) => tier === 'miss');
  await load.stop();
  expect(load.between(upAt, Number.POSITIVE_INFINITY).filter(failed)).toEqual([]);
  expect(load.served.filter((one) => failed(one) && one.status !== 503)).toEqual([]);
}, 60_000);
