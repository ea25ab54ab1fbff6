/**
 * What the machine has to do under normal load, over HTTP: requests for document 001's endpoints at a steady rate, with the cache and without
 * it (`cache`), or with the indexes and without them, where nothing is cached (`indexes`). CPU time is that of the server and its database, of
 * all that the machine has; memory is the whole machine's.
 */
import { Agent } from 'node:http';
import { NOT_AVAILABLE } from '../monitor/sampling/sample.ts';
import { readSystem, type SystemReading } from '../monitor/sampling/system-reading.ts';
import { seededRng } from '../seeded-rng.ts';
import { arrivals } from './arrivals.ts';
import { ask } from './ask.ts';
import { connect, inTurn, mode, tell } from './probe.ts';
import { serviceCpu } from './service-cpu.ts';
import { startServer } from './start-server.ts';

const BLOCKS = 20;
const SECONDS = 0.5;
/** Six million a day. */
const PER_SECOND = 70;
const SWITCHES =
  mode === 'indexes'
    ? { with: { cache: 'off', indexes: 'seed' }, without: { cache: 'off', indexes: 'none' } }
    : { with: { cache: 'l1l2' }, without: { cache: 'off' } };
const LISTS = ['/api/v1/tasks?workspaceId=', '/api/v1/projects/', '/api/v1/tasks/', '/api/v1/activities?workspaceId='];
const IDS = 100;

const client = await connect();
const rng = seededRng(1);
const agent = new Agent({ keepAlive: true });
const server = await startServer({ PROFILE: 'workspace' });
try {
  const variants = Object.entries(SWITCHES).map(([side, switches]) => [side, { domains: ['workspace'], ...switches }]);
  await server.order('PUT', '/lab/variants', Object.fromEntries(variants));
  for (const side of ['with', 'without'] as const) await load(side, 1.5);
  for (let block = 0; block < BLOCKS; block += 1) {
    for (const side of inTurn(block)) {
      const before = await reading();
      await load(side, SECONDS);
      report(side, block, before, await reading());
    }
  }
} finally {
  agent.destroy();
  await server.stop();
  await client.end();
}

type LoadReading = SystemReading & { readonly serviceTicks: number };

async function reading(): Promise<LoadReading> {
  return { ...(await readSystem()), serviceTicks: await serviceCpu(server.pid, client) };
}

async function load(side: 'with' | 'without', seconds: number): Promise<void> {
  const headers = server.headersOf(side);
  const under: Promise<unknown>[] = [];
  await arrivals({ perSecond: PER_SECOND, seconds, rng }, () => {
    const path = `${LISTS[under.length % LISTS.length]}${1 + Math.floor(rng.next() * rng.next() * IDS)}`;
    under.push(ask({ url: server.url + path, headers, agent }));
  });
  await Promise.all(under);
}

function report(side: 'with' | 'without', block: number, before: LoadReading, after: LoadReading): void {
  if (before.cpu === NOT_AVAILABLE || after.cpu === NOT_AVAILABLE || after.memory === NOT_AVAILABLE)
    throw new Error('this system does not tell its CPU time and its memory');
  tell(
    { side, block, metric: 'cpu-utilisation', unit: 'share' },
    { numerator: after.serviceTicks - before.serviceTicks, denominator: after.cpu.total - before.cpu.total },
  );
  tell({ side, block, metric: 'memory-utilisation', unit: 'share' }, { value: after.memory.utilization });
}
