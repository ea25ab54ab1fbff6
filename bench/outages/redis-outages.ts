import { setTimeout as sleep } from 'node:timers/promises';
import { judgeCount, judgeLimit } from '../cache/bar.ts';
import { TroubledRedis } from '../cache/troubled-redis.ts';
import { failuresOf, type Phase, phaseOf } from './phase.ts';
import { SteadyLoad } from './steady-load.ts';
import { startWholeServer, type WholeServer } from './whole-server.ts';

const PER_SECOND = 100;
const WARM_UP_MS = 3_000;
const PHASE_MS = 6_000;
const L2_DEADLINE_MS = 50;
/** Timers fire a millisecond late, and two cores are shared by all that takes part here. */
const GRAIN_MS = 10;
const BACK_WITHIN_MS = 3_000;
/** L1 holds next to nothing, so that all readers depend on L2. */
const SMALL_L1 = { L1_MAX_ENTRIES: '4', LOG_LEVEL: 'error' };

interface Trouble {
  readonly name: string;
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
}

/** Redis in every kind of trouble behind a whole server under load. Returns how many bars were missed. */
export async function judgeRedisOutages(databaseUrl: string): Promise<number> {
  return (await ofOwnRedis(databaseUrl)) + (await downAtTheStart(databaseUrl));
}

async function ofOwnRedis(databaseUrl: string): Promise<number> {
  const server = await startWholeServer({ ...SMALL_L1, DATABASE_URL: databaseUrl, LAB_PROXY: 'on' });
  const put = (name: string, redis: Parameters<WholeServer['putNetwork']>[0]['redis']): Trouble => ({
    name,
    begin: () => server.putNetwork({ redis: redis ?? 'up' }),
    end: () => server.putNetwork({}),
  });
  const load = new SteadyLoad({ url: server.url, token: server.token, perSecond: PER_SECOND });
  let missed = 0;
  try {
    await sleep(WARM_UP_MS);
    for (const trouble of [
      put('cut off', 'down'),
      put('connections reset', 'reset'),
      put('read-only', 'readonly'),
      put('out of memory', 'oom'),
      put('slow by 300 ms', { slowMs: 300 }),
    ]) {
      const healthyFrom = performance.now();
      await sleep(PHASE_MS);
      const healthy = phaseOf(load.between(healthyFrom, performance.now()));
      missed += await judge(trouble, healthy, load);
    }
    return missed;
  } finally {
    await load.stop();
    await server.stop();
  }
}

async function downAtTheStart(databaseUrl: string): Promise<number> {
  const redis = await TroubledRedis.create();
  await redis.cut();
  const REDIS_URL = `redis://127.0.0.1:${redis.linePort}`;
  const server = await startWholeServer({ ...SMALL_L1, DATABASE_URL: databaseUrl, REDIS_URL });
  const load = new SteadyLoad({ url: server.url, token: server.token, perSecond: PER_SECOND });
  try {
    await sleep(WARM_UP_MS);
    const trouble = {
      name: 'down at the start',
      begin: async () => {},
      end: async () => {
        await redis.start();
        await redis.mend();
      },
    };
    // There was no healthy time before: all it takes is held against nothing.
    return await judge(trouble, phaseOf([]), load);
  } finally {
    await load.stop();
    await server.stop();
    await redis.stop();
  }
}

async function judge({ name, begin, end }: Trouble, healthy: Phase, load: SteadyLoad): Promise<number> {
  const beganAt = performance.now();
  await begin();
  await sleep(PHASE_MS);
  const endsAt = performance.now();
  await end();
  const endedAt = performance.now();
  const isBack = () => load.served.some(({ askedAt, tier }) => askedAt > endsAt && tier === 'l2');
  while (!isBack() && performance.now() - endedAt < 4 * BACK_WITHIN_MS) await sleep(5);
  const backAfterMs = performance.now() - endsAt;
  const trouble = phaseOf(load.between(beganAt, performance.now()));
  process.stdout.write(failuresOf(trouble));
  const limitMs = L2_DEADLINE_MS + GRAIN_MS;
  const inWords = ({ p99, slowest }: Phase) => `p99 ${p99.toFixed(1)} ms, slowest ${slowest.toFixed(1)} ms`;
  console.log(`${name}: clients saw ${inWords(trouble)}; before: ${inWords(healthy)}`);
  return (
    judgeCount(`${name}: requests that failed, of ${trouble.requests}`, trouble.failed.length, 0) +
    judgeLimit(`${name}: longest wait for the cache`, trouble.cacheMs, 'ms', limitMs) +
    judgeLimit(`${name}: added to the 99th percentile`, trouble.p99 - healthy.p99, 'ms', limitMs) +
    judgeLimit(`${name}: L2 hits again after`, backAfterMs, 'ms', BACK_WITHIN_MS)
  );
}
