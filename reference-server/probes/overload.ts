/**
 * Five times what a server can answer, over HTTP: one with the admission queue, one without, at the same arrivals in the same moments.
 * Every request costs a statement on one of three connections to a database that is 20 ms away: capacity is the connections, not the CPU.
 * Four clients ask for their fair share of the capacity, the fifth for all the rest. A block is a second.
 */
import { Agent } from 'node:http';
import { seededRng } from '../seeded-rng.ts';
import { arrivals } from './arrivals.ts';
import { type Answer, ask } from './ask.ts';
import { jainIndex } from './jain-index.ts';
import { databaseUrl, isQuick, SIDES, tell } from './probe.ts';
import { type ProbedServer, startServer } from './start-server.ts';

const OVERLOAD = 5;
const MODEST = 4;
const BLOCKS = isQuick ? 20 : 24;
/** What comes later is of no use to its client, who waits for it all the same. */
const USEFUL_MS = 500;
const PATIENCE_MS = 2_000;
const CONNECTIONS = '3';
const DELAY_MS = 20;
const USERS = 1_000;
const scarce = {
  DATABASE_URL: databaseUrl(),
  REDIS_URL: 'redis://127.0.0.1:1',
  PERFORMANCE_CACHING: 'off',
  DB_POOL_MIN: CONNECTIONS,
  DB_POOL_MAX: CONNECTIONS,
  LAB_PROXY: 'on',
};
/** Fitted to the connections and to what is of use, as whoever runs a server would. */
const queue = { MAX_CONCURRENT_REQUESTS: '6', MAX_WAITING_REQUESTS: '60', QUEUE_TIMEOUT: '300' };

interface Contender {
  readonly side: 'with' | 'without';
  readonly server: ProbedServer;
  readonly agent: Agent;
  readonly clients: readonly Readonly<Record<string, string>>[];
}

/** An answer, and who asked in which block. */
interface Served {
  readonly block: number;
  readonly client: number;
  readonly answer: Answer;
}

const contenders: Contender[] = [];
try {
  for (const side of SIDES) contenders.push(await contender(side));
  const capacity = await capacityOf(contenders[0] as Contender);
  for (const [side, served] of await overload(capacity)) report(side, served, capacity);
} finally {
  for (const { agent, server } of contenders) {
    agent.destroy();
    await server.stop();
  }
}

async function contender(side: Contender['side']): Promise<Contender> {
  const server = await startServer({ ...scarce, REQUEST_QUEUE: side === 'with' ? 'on' : 'off', ...queue });
  await server.order('PUT', '/lab/network', { pg: { slowMs: DELAY_MS } });
  const names = Array.from({ length: MODEST + 1 }, (_, client) => `client-${client}`);
  const clients = await Promise.all(names.map((name) => server.viewer(name)));
  return { side, server, clients, agent: new Agent({ keepAlive: true }) };
}

function pathOf(number: number): string {
  return `/api/users/${(number % USERS) + 1}`;
}

/** Requests a second that as many connections as the database has, and one more, get answered. */
async function capacityOf({ server, agent }: Contender): Promise<number> {
  const measure = async (ms: number): Promise<number> => {
    const began = performance.now();
    let answered = 0;
    const loop = async () => {
      while (performance.now() - began < ms) {
        await ask({ url: server.url + pathOf(answered), agent });
        answered += 1;
      }
    };
    await Promise.all(Array.from({ length: Number(CONNECTIONS) + 1 }, loop));
    return answered / ((performance.now() - began) / 1_000);
  };
  await measure(1_000);
  return measure(2_000);
}

async function overload(capacity: number): Promise<ReadonlyMap<Contender['side'], readonly Served[]>> {
  const fairShare = capacity / (MODEST + 1);
  const rates = [OVERLOAD * capacity - MODEST * fairShare, ...Array<number>(MODEST).fill(fairShare)];
  const served = new Map<Contender['side'], Served[]>(SIDES.map((side) => [side, []]));
  const under: Promise<unknown>[] = [];
  let number = 0;
  const began = performance.now();
  const clients = rates.map((perSecond, client) =>
    arrivals({ perSecond, seconds: BLOCKS, rng: seededRng(client + 1) }, () => {
      number += 1;
      const block = Math.min(BLOCKS - 1, Math.floor((performance.now() - began) / 1_000));
      for (const { side, server, agent, clients: headers } of contenders) {
        const url = server.url + pathOf(number);
        const question = { url, headers: headers[client] ?? {}, agent, patienceMs: PATIENCE_MS };
        under.push(ask(question).then((answer) => served.get(side)?.push({ block, client, answer })));
      }
    }),
  );
  await Promise.all(clients);
  await Promise.all(under);
  return served;
}

function report(side: Contender['side'], served: readonly Served[], capacity: number): void {
  for (let block = 0; block < BLOCKS; block += 1) {
    const of = served.filter((one) => one.block === block);
    // Where the machine stood still for a second nobody asked.
    if (of.length === 0) continue;
    const count = (holds: (answer: Answer) => boolean) => of.filter(({ answer }) => holds(answer)).length;
    const isGood = ({ status, tookMs }: Answer) => status === 200 && tookMs <= USEFUL_MS;
    const share = (metric: string, numerator: number, denominator: number, better: 'lower' | 'higher') =>
      tell({ side, block, metric, unit: 'share', better }, { numerator, denominator });
    tell(
      { side, block, metric: 'goodput', unit: '1/s', better: 'higher' },
      { numerator: count(isGood), denominator: 1 },
    );
    share('goodput-of-capacity', count(isGood), capacity, 'higher');
    share(
      'refused',
      count(({ status }) => status === 503),
      of.length,
      'lower',
    );
    share(
      'left-hanging',
      count((answer) => !isGood(answer) && answer.status !== 503),
      of.length,
      'lower',
    );
    // Who gave up waits no shorter than who got an answer.
    const admitted = of.flatMap(({ answer }) => (answer.status === 503 ? [] : [answer.tookMs]));
    if (admitted.length > 0) tell({ side, block, metric: 'latency', unit: 'ms' }, { samples: admitted });
    const shares = Array.from(
      { length: MODEST + 1 },
      (_, client) => of.filter((one) => one.client === client && isGood(one.answer)).length,
    );
    tell({ side, block, metric: 'fairness', unit: 'index', better: 'higher' }, { value: jainIndex(shares) });
  }
}
