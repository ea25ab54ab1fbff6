/**
 * The CPU bar: a cached GET of the whole reference server against a bare node:http server that sends the same body, both
 * in one run, in interleaved slots of equal work and random order. Prints CPU time per request, their ratio and its
 * interval for each case. Exits 1 where the interval lies beyond the bar, 2 where it straddles it.
 * Usage: node bench/http-cpu/run.ts [pairs of slots] [seed]
 */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import autocannon from 'autocannon';
import { type Random, seededRandom } from '../../gate/core/stats/random.ts';
import { pairedRatio } from '../observer/paired-ratio.ts';
import type { BareBody } from './bare-server.ts';
import { type Side, startBareServer, startReferenceServer } from './sides.ts';

const BAR = 1.6;
const REQUESTS_A_SLOT = 8000;
const CONNECTIONS = 20;
const WARM_UP_SLOTS = 3;

/** What is asked for: routes of the `load` mix, as a client asks that takes compressed answers. */
const CASES = [
  { name: 'GET /api/users/:id', paths: Array.from({ length: 500 }, (_, index) => `/api/users/${index + 1}`) },
  { name: 'GET /api/users', paths: ['/api/users?limit=20'] },
] as const;
const HEADERS = { 'accept-encoding': 'gzip, br' };

const pairs = Number(process.argv[2] ?? 15);
const seed = Number(process.argv[3] ?? 1);
if (!(Number.isInteger(pairs) && pairs >= 2))
  throw new RangeError(`at least 2 pairs are needed, not ${process.argv[2]}`);

const full = await startReferenceServer();
try {
  const random = seededRandom(seed);
  for (const { name, paths } of CASES) {
    const bare = await startBareServer(await bodyOf(`${full.url}${paths[0]}`));
    try {
      process.exitCode = Math.max(Number(process.exitCode ?? 0), await compare(name, paths, bare, random));
    } finally {
      await bare.stop();
    }
  }
} finally {
  await full.stop();
}

async function compare(name: string, paths: readonly string[], bare: Side, random: Random): Promise<0 | 1 | 2> {
  for (let slot = 0; slot < WARM_UP_SLOTS; slot += 1) for (const side of [bare, full]) await cpuPerRequest(side, paths);
  const hitsBefore = await full.l1Hits();
  const measured: (readonly [bare: number, full: number])[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const isBareFirst = random() < 0.5;
    const first = await cpuPerRequest(isBareFirst ? bare : full, paths);
    const second = await cpuPerRequest(isBareFirst ? full : bare, paths);
    measured.push(isBareFirst ? [first, second] : [second, first]);
  }
  const hits = (await full.l1Hits()) - hitsBefore;
  if (hits !== pairs * REQUESTS_A_SLOT)
    throw new Error(`${name}: ${hits} of ${pairs * REQUESTS_A_SLOT} requests hit L1`);

  const { ratio, interval } = pairedRatio(measured);
  const [from, until] = interval;
  const verdict = until <= BAR ? 'met' : from > BAR ? 'MISSED' : 'not decided';
  const [bareUs, fullUs] = [0, 1].map((side) => median(measured.map((pair) => pair[side] ?? Number.NaN)) * 1e6);
  console.log(
    `${name}: CPU per request, full / bare: ${ratio.toFixed(3)} [${from.toFixed(3)}, ${until.toFixed(3)}], ` +
      `${pairs} pairs of ${REQUESTS_A_SLOT} requests (medians ${fullUs?.toFixed(1)} and ${bareUs?.toFixed(1)} µs); bar ${BAR}: ${verdict}`,
  );
  return verdict === 'met' ? 0 : verdict === 'MISSED' ? 1 : 2;
}

/** One slot: CPU seconds per request. Throws where an answer is not 200. */
async function cpuPerRequest(side: Side, paths: readonly string[]): Promise<number> {
  const before = await side.cpuSeconds();
  const result = await autocannon({
    url: side.url,
    connections: CONNECTIONS,
    amount: REQUESTS_A_SLOT,
    headers: HEADERS,
    requests: paths.map((path) => ({ path })),
  });
  const after = await side.cpuSeconds();
  if (result['2xx'] !== REQUESTS_A_SLOT)
    throw new Error(`${side.url}: ${result['2xx']} of ${REQUESTS_A_SLOT} were answered`);
  return (after - before) / REQUESTS_A_SLOT;
}

/** The body as it travels, and the headers that say what it is. `fetch` would decode it. */
async function bodyOf(url: string): Promise<BareBody> {
  const [response] = (await once(get(url, { headers: HEADERS }), 'response')) as [IncomingMessage];
  const body = Buffer.concat(await response.toArray());
  const { 'content-type': type = '', 'content-encoding': encoding } = response.headers;
  const headers = { 'content-type': type, ...(encoding === undefined ? {} : { 'content-encoding': encoding }) };
  return { base64: body.toString('base64'), headers };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
