/**
 * Document 004's mix over HTTP in open model, with the cache and without it. First a minute of 100 requests a second on each side, both at the
 * same moments; a block is a second. Then the highest rate at which it is answered as the document asks for (p95 below 100 ms, fewer than one
 * in a hundred failed): each step offers a twelfth more where the one before was kept up with, and a twelfth less where not. The steps that
 * are judged go up and down around that rate. Source of the method: Levitt (1971), J. Acoust. Soc. Am. 49, 467–477.
 */
import { Agent } from 'node:http';
import { seededRng } from '../seeded-rng.ts';
import { arrivals } from './arrivals.ts';
import { type Answer, ask } from './ask.ts';
import { databaseUrl, isQuick, SIDES, tell } from './probe.ts';
import { startServer } from './start-server.ts';

type Side = (typeof SIDES)[number];

const SWITCHES = { with: 'l1l2', without: 'off' } as const;
const ASKED = 100;
const MINUTE = isQuick ? 20 : 60;
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
  await offer(SIDES, 2 * ASKED, 3);
  await minute();
  await staircase();
} finally {
  agent.destroy();
  await server.stop();
}

async function minute(): Promise<void> {
  const served = await offer(SIDES, ASKED, MINUTE);
  for (const [side, answers] of served) {
    for (const [second, of] of Map.groupBy(answers, ({ askedAt }) => Math.min(MINUTE - 1, Math.floor(askedAt)))) {
      const failed = of.filter(({ answer }) => answer.status !== 200).length;
      tell({ side, block: second, metric: 'error-rate', unit: 'share' }, { numerator: failed, denominator: of.length });
      const samples = of.map(({ answer }) => answer.tookMs);
      tell({ side, block: second, metric: 'latency', unit: 'ms' }, { samples });
    }
  }
}

async function staircase(): Promise<void> {
  const rates = { with: await climb('with'), without: await climb('without') };
  for (let block = 0; block < BLOCKS; block += 1) {
    for (const side of SIDES) {
      const rate = rates[side];
      tell({ side, block, metric: 'sustainable-rate', unit: '1/s', better: 'higher' }, { value: rate });
      rates[side] = (await isKeptUpWith(side, rate)) ? Math.min(MOST, rate * STEP) : rate / STEP;
    }
  }
}

/** The first rate that was too high. */
async function climb(side: Side): Promise<number> {
  let rate = 2 * ASKED;
  while (rate < MOST && (await isKeptUpWith(side, rate))) rate *= CLIMB;
  return Math.min(MOST, rate);
}

async function isKeptUpWith(side: Side, perSecond: number): Promise<boolean> {
  const began = performance.now();
  const answers = (await offer([side], perSecond, SECONDS)).get(side) ?? [];
  // Longer, and what was offered was less, or a queue was left.
  const isInTime = performance.now() - began <= SECONDS * 1_000 + LIMIT_MS;
  const late = answers.filter(({ answer }) => answer.tookMs > LIMIT_MS).length;
  const failed = answers.filter(({ answer }) => answer.status !== 200).length;
  return isInTime && late <= answers.length / 20 && failed <= answers.length * MOST_FAILED;
}

/** An answer, and the second of its load in which it was asked for. */
interface Served {
  readonly askedAt: number;
  readonly answer: Answer;
}

/** All sides are asked for the same at the same moments. Resolves when all is answered. */
async function offer(
  sides: readonly Side[],
  perSecond: number,
  seconds: number,
): Promise<ReadonlyMap<Side, readonly Served[]>> {
  const under = new Map<Side, Promise<Served>[]>(sides.map((side) => [side, []]));
  const began = performance.now();
  let number = 0;
  await arrivals({ perSecond, seconds, rng }, () => {
    number += 1;
    const url = server.url + pathOf(number);
    const askedAt = (performance.now() - began) / 1_000;
    for (const [side, served] of under) {
      served.push(ask({ url, headers: server.headersOf(side), agent }).then((answer) => ({ askedAt, answer })));
    }
  });
  return new Map(
    await Promise.all([...under].map(async ([side, served]) => [side, await Promise.all(served)] as const)),
  );
}

function pathOf(number: number): string {
  // Some are asked for more often: the product of two even draws.
  const id = (most: number) => 1 + Math.floor(rng.next() * rng.next() * most);
  const paths = [`/api/users/${id(2_000)}`, `/api/posts/${id(4_000)}`, `/api/users/${id(2_000)}/posts`, '/api/users'];
  return paths[number % paths.length] ?? '';
}
