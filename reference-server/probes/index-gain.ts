/**
 * Two features at once, over HTTP: how many times as fast the document's indexes make four of its endpoints, with the cache and without it.
 * Were there no interaction, both would be the same. All four variants get each request, one after the other.
 */
import { Agent } from 'node:http';
import { seededRng } from '../seeded-rng.ts';
import { ask } from './ask.ts';
import { databaseUrl, inTurn, isQuick, tell, unmeasured } from './probe.ts';
import { type ProbedServer, startServer } from './start-server.ts';

const BLOCKS = 20;
const REQUESTS = isQuick ? 1 : 2;
const USERS = 40;
const ENDPOINTS = ['patterns', 'missions/summary', 'behavioral-insights/dashboard', 'predictions/generate'];
const CACHES = { with: 'l1l2', without: 'off' } as const;
const INDEXES = ['none', 'seed'] as const;

databaseUrl();
const rng = seededRng(1);
const agent = new Agent({ keepAlive: true });
const server = await startServer({ PROFILE: 'learning' });
try {
  const switches = Object.entries(CACHES).flatMap(([side, cache]) =>
    INDEXES.map((indexes) => [`${side}-${indexes}`, { domains: ['learning'], cache, indexes }] as const),
  );
  await server.order('PUT', '/lab/variants', Object.fromEntries(switches));
  // Caches hold what is asked for most.
  for (let request = 0; request < 3 * USERS; request += 1) {
    await milliseconds(server, 'with-seed', pathOf(request));
    await milliseconds(server, 'with-none', pathOf(request));
  }
  for (let block = 0; block < BLOCKS; block += 1) await measure(server, block);
} finally {
  agent.destroy();
  await server.stop();
}

function pathOf(request: number): string {
  // Some are asked for more often: the product of two even draws.
  const user = 1 + Math.floor(rng.next() * rng.next() * USERS);
  return `/api/analytics/${ENDPOINTS[request % ENDPOINTS.length]}?userId=${user}`;
}

async function measure(server: ProbedServer, block: number): Promise<void> {
  const paths = Array.from({ length: REQUESTS * ENDPOINTS.length }, (_, request) => pathOf(request));
  for (const side of inTurn(block)) {
    const sums = { none: 0, seed: 0 };
    for (const path of paths) {
      for (const indexes of block % 4 < 2 ? INDEXES : INDEXES.toReversed()) {
        sums[indexes] += await milliseconds(server, `${side}-${indexes}`, path);
      }
    }
    tell(
      { side, block, metric: 'index-gain', unit: 'ratio', better: 'higher' },
      { numerator: sums.none, denominator: sums.seed },
    );
  }
}

async function milliseconds({ url, headersOf }: ProbedServer, variant: string, path: string): Promise<number> {
  const { status, tookMs } = await ask({ url: url + path, headers: headersOf(variant), agent });
  return status === 200 ? tookMs : unmeasured(`${path} was answered ${status}`);
}
