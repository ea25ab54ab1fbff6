/**
 * What a page costs at a depth: GET of 20 audit events, newest first, out of a million, at depths from none to the last page;
 * by row comparison (keyset), by the same condition spelled out with OR, and by OFFSET; without caches, one request at a time,
 * depths in random order; the pages of all ways are checked to hold the same rows. Warm: every page is read beforehand. Bar: a
 * keyset page at depth 1 M at most 1.2 times the first page, for the client over HTTP and for the statement alone. Prints for
 * each way the slope of log time on log depth (0: depth costs nothing, 1: proportional); the other ways are for contrast and
 * have no bar. Exits 1 where an interval of 95 % lies beyond the bar, 2 where it straddles it.
 * Usage: node bench/pagination/run.ts [blocks] [seed]
 */
import { seededRandom } from '../../gate/core/stats/random.ts';
import { judgeBar, showRatio } from '../cache/bar.ts';
import { startReferenceServer } from '../capacity/reference-server.ts';
import { shuffled } from '../shuffled.ts';
import { config } from './config.ts';
import { logSlope } from './log-slope.ts';
import { openList, type PagedList, type PageTime, WAYS, type Way } from './paged-list.ts';

const BAR = 1.2;
const LIMIT = 20;
const DEEPEST = 1_000_000 - 2 * LIMIT;
const DEPTHS = [0, 1_000, 10_000, 100_000, 500_000, DEEPEST];
/** Requests a block, of which the median counts; the slow ways are read less often. */
const REQUESTS: Readonly<Record<Way, number>> = { keyset: 30, 'keyset-or': 3, offset: 3 };
/** Every so many blocks the slow ways are read too. */
const SLOW_EVERY = 8;

interface Block extends PageTime {
  readonly way: Way;
  readonly depth: number;
}

const blocks = Number(process.argv[2] ?? 40);
const random = seededRandom(Number(process.argv[3] ?? 1));

const server = await startReferenceServer(config.serverEnvironment);
try {
  const list = await openList(server.url, DEPTHS);
  await checkAndWarm(list);
  const measured: Block[] = [];
  for (let block = 0; block < blocks; block += 1) {
    const ways = block % SLOW_EVERY === 0 ? WAYS : (['keyset'] as const);
    for (const way of shuffled(ways, random)) measured.push(...(await readBlock(list, way)));
  }
  for (const way of WAYS) show(way, measured);
  const pairs = (of: keyof PageTime) => {
    const first = measured.filter(({ way, depth }) => way === 'keyset' && depth === 0);
    const deep = measured.filter(({ way, depth }) => way === 'keyset' && depth === DEEPEST);
    return first.map((block, index) => [block[of], deep[index]?.[of] ?? Number.NaN] as const);
  };
  const codes = [
    judgeBar('keyset page at depth 1 M / first page, over HTTP', pairs('httpMs'), { atMost: BAR }),
    judgeBar('keyset page at depth 1 M / first page, the statement alone', pairs('sqlMs'), { atMost: BAR }),
  ];
  process.exitCode = codes.includes(1) ? 1 : Math.max(...codes);
  list.close();
} finally {
  await server.stop();
}

async function checkAndWarm(list: PagedList): Promise<void> {
  for (const depth of DEPTHS) {
    const pages = new Set<string>();
    for (const way of WAYS) pages.add((await list.read(way, depth)).ids.join());
    if (pages.size !== 1) throw new Error(`the ways do not agree on the page at depth ${depth}`);
  }
  await readBlock(list, 'keyset');
}

/** All depths in turn and in random order, so that a slow moment falls on all alike; medians by depth over the requests of the block. */
async function readBlock(list: PagedList, way: Way): Promise<readonly Block[]> {
  const times = DEPTHS.map((depth) => ({ depth, pages: [] as PageTime[] }));
  for (let request = 0; request < REQUESTS[way]; request += 1) {
    for (const { depth, pages } of shuffled(times, random)) pages.push(await list.read(way, depth));
  }
  return times.map(({ depth, pages }) => ({
    way,
    depth,
    httpMs: median(pages.map(({ httpMs }) => httpMs)),
    sqlMs: median(pages.map(({ sqlMs }) => sqlMs)),
  }));
}

function show(way: Way, measured: readonly Block[]): void {
  const own = measured.filter((block) => block.way === way);
  const at = DEPTHS.map((depth) => {
    const there = own.filter((block) => block.depth === depth);
    const [http, sql] = [median(there.map(({ httpMs }) => httpMs)), median(there.map(({ sqlMs }) => sqlMs))];
    return `${depth}: ${http.toFixed(2)} (${sql.toFixed(2)})`;
  });
  const { slope, interval } = logSlope(own.map(({ depth, httpMs }) => [depth + LIMIT, httpMs]));
  console.log(`${way}: ms over HTTP (SQL) at depth ${at.join(', ')}`);
  console.log(`${way}: slope ${slope.toFixed(3)} [${interval.map((bound) => bound.toFixed(3)).join(', ')}]`);
  if (way === 'keyset') return;
  const [first, deep] = [0, DEEPEST].map((depth) => own.filter((block) => block.depth === depth));
  const pairs = (first ?? []).map((block, index) => [block.httpMs, deep?.[index]?.httpMs ?? Number.NaN] as const);
  if (pairs.length >= 2) showRatio(`${way} page at depth 1 M / first page, over HTTP`, pairs);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
