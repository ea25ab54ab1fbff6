/**
 * Redis in five kinds of trouble, one after the other, under servers with the profiles of three documents and a cache-aside by hand, all of
 * them asked at the same moments. A block is one trouble: a calm stretch, the trouble, and the time until Redis holds answers again. Routes
 * are named by the profile.
 */
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRng } from '../seeded-rng.ts';
import { arrivals } from './arrivals.ts';
import { type Answer, ask } from './ask.ts';
import { CacheByHand } from './cache-by-hand.ts';
import { tell } from './probe.ts';
import { startServer } from './start-server.ts';
import { startTroubledRedis, TROUBLES } from './troubled-redis.ts';

const BLOCKS = 4 * TROUBLES.length;
const PER_SECOND = 120;
const CALM_SECONDS = 0.25;
const TROUBLE_SECONDS = 0.5;
const RETURN_MS = 6_000;
/** The deadline of L2, and what a timer may be late on a machine that is shared. */
const LONGEST_WAIT_MS = 60;
/** Half of them fit into L1, so that the other half depends on Redis. */
const KEYS = 40;
const PROFILES = [
  { profile: 'opal', path: '/api/opal/mappings/' },
  { profile: 'learning', path: '/api/analytics/patterns?userId=' },
  { profile: 'users', path: '/api/users/' },
] as const;

/** Somebody who is asked for one of the keys. */
interface Asked {
  readonly side: 'with' | 'without';
  readonly route: string;
  readonly answer: (key: number) => Promise<Answer>;
}

const rng = seededRng(1);
const agent = new Agent({ keepAlive: true });
const releases: (() => Promise<void> | void)[] = [() => agent.destroy()];
try {
  const redis = await startTroubledRedis();
  releases.push(redis.stop);
  const byHand = new CacheByHand(redis.url);
  releases.push(() => byHand.close());
  const all: Asked[] = [];
  for (const { profile, path } of PROFILES) {
    const server = await startServer({ PROFILE: profile, REDIS_URL: redis.url, L1_MAX_ENTRIES: String(KEYS / 2) });
    releases.push(server.stop);
    const answer = (key: number) => ask({ url: `${server.url}${path}${key}`, agent });
    all.push({ side: 'with', route: profile, answer });
    all.push({ side: 'without', route: profile, answer: (key) => byHand.answer(`${profile}:${key}`) });
  }
  await stretch(all, 1);
  for (let block = 0; block < BLOCKS; block += 1) {
    const calm = await stretch(all, CALM_SECONDS);
    await redis.suffer(TROUBLES[block % TROUBLES.length] ?? 'down');
    const troubled = await stretch(all, TROUBLE_SECONDS);
    await redis.recover();
    const back = await Promise.all(all.map(untilBack));
    for (const [place, { side, route }] of all.entries()) {
      report({ side, route, block }, calm[place] ?? [], troubled[place] ?? [], back[place] ?? RETURN_MS);
    }
  }
} finally {
  for (const release of releases.reverse()) await release();
}

/** Everybody is asked for the same keys at the same moments. Resolves when all is answered. */
async function stretch(all: readonly Asked[], seconds: number): Promise<readonly (readonly Answer[])[]> {
  const answers = all.map((): Promise<Answer>[] => []);
  await arrivals({ perSecond: PER_SECOND, seconds, rng }, () => {
    const key = 1 + Math.floor(rng.next() * KEYS);
    for (const [place, { answer }] of all.entries()) answers[place]?.push(answer(key));
  });
  return Promise.all(answers.map((of) => Promise.all(of)));
}

/** Milliseconds until Redis held an answer again. */
async function untilBack({ answer }: Asked): Promise<number> {
  const began = performance.now();
  for (let key = 0; performance.now() - began < RETURN_MS; key += 1) {
    const { tier } = await answer(1 + (key % KEYS));
    if (tier === 'l2') return performance.now() - began;
    await sleep(5);
  }
  return RETURN_MS;
}

function report(
  place: Pick<Asked, 'side' | 'route'> & { readonly block: number },
  calm: readonly Answer[],
  troubled: readonly Answer[],
  backMs: number,
): void {
  const of = (holds: (answer: Answer) => boolean) => troubled.filter(holds).length;
  const failed = of(({ status }) => status === 0 || status >= 500);
  tell({ ...place, metric: 'error-rate', unit: 'share' }, { numerator: failed, denominator: troubled.length });
  const inMemory = of(({ tier }) => tier === 'l1');
  tell(
    { ...place, metric: 'hit-rate-l1', unit: 'share', better: 'higher' },
    { numerator: inMemory, denominator: troubled.length },
  );
  const waited = of(({ cacheMs }) => cacheMs > LONGEST_WAIT_MS);
  tell({ ...place, metric: 'waited-longer', unit: 'share' }, { numerator: waited, denominator: troubled.length });
  const added = Math.max(0, slow(troubled) - slow(calm));
  tell({ ...place, metric: 'added-latency', unit: 'ms' }, { value: added });
  tell({ ...place, metric: 'recovery', unit: 'ms' }, { samples: [backMs] });
}

/** The time that one in twenty takes longer than. */
function slow(answers: readonly Answer[]): number {
  const times = answers.map(({ tookMs }) => tookMs).sort((one, other) => one - other);
  return times[Math.floor(times.length * 0.95)] ?? 0;
}
