/**
 * The highest rate at which document 004's mix is answered as it asks for (p95 below 100 ms, fewer than one in a hundred failed), in open model,
 * with the cache and without it: each step offers a twelfth more where the one before was kept up with, and a twelfth less where not. The
 * steps that are judged go up and down around the rate that is wanted. Source of the method: Levitt (1971), J. Acoust. Soc. Am. 49, 467–477.
 */
import { Agent } from 'node:http';
import { seededRng } from '../seeded-rng.ts';
import { arrivals } from './arrivals.ts';
import { type Answer, ask } from './ask.ts';
import { databaseUrl, isQuick, tell } from './probe.ts';
import { startServer } from './start-server.ts';

const SWITCHES = { with: 'l1l2', without: 'off' } as const;
const FIRST = 200;
const WARM_UP_STEPS = 6;
/** Until the rate is first too high it is raised in larger steps. */
const CLIMB = 1.5;
const STEP = 13 / 12;
const BLOCKS = 20;
const SECONDS = isQuick ? 0.3 : 0.4;
const LIMIT_MS = 100;
const MOST_FAILED = 0.01;
/** More would measure the probe. */
const MOST = 6_000;

databaseUrl();
const rng = seededRng(1);
const agent = new Agent({ keepAlive: true });
const server = await startServer({ PROFILE: 'users' });
try {
  const variants = Object.entries(SWITCHES).map(([side, cache]) => [side, { domains: ['users'], cache }]);
  await server.order('PUT', '/lab/variants', Object.fromEntries(variants));
  const rates = { with: await climb('with'), without: await climb('without') };
  for (let block = 0; block < BLOCKS; block += 1) {
    for (const side of ['with', 'without'] as const) {
      const rate = rates[side];
      tell({ side, block, metric: 'sustainable-rate', unit: '1/s', better: 'higher' }, { value: rate });
      rates[side] = (await isKeptUpWith(side, rate)) ? Math.min(MOST, rate * STEP) : rate / STEP;
    }
  }
} finally {
  agent.destroy();
  await server.stop();
}

/** The first rate that was too high, once all is warm. */
async function climb(side: keyof typeof SWITCHES): Promise<number> {
  for (let step = 0; step < WARM_UP_STEPS; step += 1) await isKeptUpWith(side, FIRST);
  let rate = FIRST;
  while (rate < MOST && (await isKeptUpWith(side, rate))) rate *= CLIMB;
  return Math.min(MOST, rate);
}

async function isKeptUpWith(side: keyof typeof SWITCHES, perSecond: number): Promise<boolean> {
  const headers = server.headersOf(side);
  const under: Promise<Answer>[] = [];
  await arrivals({ perSecond, seconds: SECONDS, rng }, () => {
    under.push(ask({ url: server.url + pathOf(under.length), headers, agent }));
  });
  const answers = await Promise.all(under);
  const late = answers.filter(({ tookMs }) => tookMs > LIMIT_MS).length;
  const failed = answers.filter(({ status }) => status !== 200).length;
  return late <= answers.length / 20 && failed <= answers.length * MOST_FAILED;
}

function pathOf(number: number): string {
  // Some are asked for more often: the product of two even draws.
  const id = (most: number) => 1 + Math.floor(rng.next() * rng.next() * most);
  const paths = [`/api/users/${id(2_000)}`, `/api/posts/${id(4_000)}`, `/api/users/${id(2_000)}/posts`, '/api/users'];
  return paths[number % paths.length] ?? '';
}
