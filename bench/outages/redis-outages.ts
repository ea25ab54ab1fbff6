import { setTimeout as sleep } from 'node:timers/promises';
import { judgeCount, judgeLimit } from '../cache/bar.ts';
import { TroubledRedis } from '../cache/troubled-redis.ts';
import { failuresOf, type Phase, phaseOf } from './phase.ts';
import { SteadyLoad } from './steady-load.ts';
import { startWholeServer, type WholeServer } from './whole-server.ts';

const PER_SECOND = 100;
const WARM_UP_MS = 3_000;
/** Healthy, then in trouble, so often: a shared machine that stalls now and then must not decide. */
const ROUNDS = 5;
const PHASE_MS = 1_500;
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

/** A healthy time, a trouble, and how long after its end L2 was used again. */
interface Round {
  readonly healthy: Phase;
  readonly trouble: Phase;
  readonly backAfterMs: number;
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
      const rounds: Round[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const from = performance.now();
        await sleep(PHASE_MS);
        const healthy = phaseOf(load.between(from, performance.now()));
        rounds.push({ healthy, ...(await suffer(trouble, load)) });
      }
      missed += judge(trouble.name, rounds);
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
    const first = await suffer(trouble, load);
    // There was no healthy time before.
    const from = performance.now();
    await sleep(PHASE_MS);
    return judge(trouble.name, [{ healthy: phaseOf(load.between(from, performance.now())), ...first }]);
  } finally {
    await load.stop();
    await server.stop();
    await redis.stop();
  }
}

async function suffer({ begin, end }: Trouble, load: SteadyLoad): Promise<Omit<Round, 'healthy'>> {
  const beganAt = performance.now();
  await begin();
  await sleep(PHASE_MS);
  const endsAt = performance.now();
  await end();
  const isBack = () => load.served.some(({ askedAt, tier }) => askedAt > endsAt && tier === 'l2');
  while (!isBack() && performance.now() - endsAt < 4 * BACK_WITHIN_MS) await sleep(5);
  const backAt = performance.now();
  return { trouble: phaseOf(load.between(beganAt, backAt)), backAfterMs: backAt - endsAt };
}

function judge(name: string, rounds: readonly Round[]): number {
  const requests = rounds.reduce((sum, { trouble }) => sum + trouble.requests, 0);
  const failed = rounds.flatMap(({ healthy, trouble }) => [...healthy.failed, ...trouble.failed]);
  process.stdout.write(failuresOf(failed));
  const limitMs = L2_DEADLINE_MS + GRAIN_MS;
  const waitMs = median(rounds.map(({ trouble }) => trouble.cacheMs));
  const addedMs = median(rounds.map(({ healthy, trouble }) => trouble.p99 - healthy.p99));
  const backAfterMs = Math.max(...rounds.map((round) => round.backAfterMs));
  const of = rounds.length === 1 ? '' : `, median of ${rounds.length}`;
  return (
    judgeCount(`${name}: requests that failed, of ${requests}`, failed.length, 0) +
    judgeLimit(`${name}: longest wait for the cache${of}`, waitMs, 'ms', limitMs) +
    judgeLimit(`${name}: added to the 99th percentile of clients${of}`, addedMs, 'ms', limitMs) +
    judgeLimit(`${name}: L2 hits again after, at the latest`, backAfterMs, 'ms', BACK_WITHIN_MS)
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
