import { setTimeout as sleep } from 'node:timers/promises';
import { judgeCount, judgeLimit } from '../cache/bar.ts';
import { failuresOf, phaseOf } from './phase.ts';
import type { RestartablePostgres, Shutdown } from './restartable-postgres.ts';
import { SteadyLoad } from './steady-load.ts';
import { startWholeServer, type WholeServer } from './whole-server.ts';

const PER_SECOND = 100;
const PHASE_MS = 4_000;
const DOWN_MS = 2_000;
/** `pool.acquireMs` of profile users: nobody waits longer for a connection. */
const PATIENCE_MS = 5_000;
/** `pool.min` of profile users. */
const POOL_MIN = 5;

/** PostgreSQL stopped and started again under a whole server under load. Returns how many bars were missed. */
export async function judgePostgresRestarts(postgres: RestartablePostgres): Promise<number> {
  const server = await startWholeServer({
    DATABASE_URL: postgres.url,
    L1_MAX_ENTRIES: '4',
    LOG_LEVEL: 'error',
  });
  const load = new SteadyLoad({ url: server.url, token: server.token, perSecond: PER_SECOND });
  try {
    let missed = 0;
    for (const how of ['fast', 'immediate'] as const) missed += await judge(how, { postgres, server, load });
    return missed;
  } finally {
    await load.stop();
    await server.stop();
  }
}

interface Parts {
  readonly postgres: RestartablePostgres;
  readonly server: WholeServer;
  readonly load: SteadyLoad;
}

async function judge(how: Shutdown, { postgres, server, load }: Parts): Promise<number> {
  const beganAt = performance.now();
  await sleep(PHASE_MS);
  const downAt = performance.now();
  await postgres.stop(how);
  await sleep(DOWN_MS);
  await postgres.start();
  const upAt = performance.now();
  await sleep(PHASE_MS);
  const before = phaseOf(load.between(beganAt, downAt).filter(({ askedAt, tookMs }) => askedAt + tookMs < downAt));
  const down = phaseOf(load.between(downAt, upAt));
  const after = phaseOf(load.between(upAt, Number.POSITIVE_INFINITY));
  const name = `PostgreSQL stopped (${how}) for ${((upAt - downAt) / 1000).toFixed(1)} s`;
  process.stdout.write(failuresOf([...down.failed, ...after.failed]));
  const unnamed = down.failed.filter(({ status, code }) => status !== 503 || code === '').length;
  return (
    judgeCount(`${name}: requests that failed before, of ${before.requests}`, before.failed.length, 0) +
    judgeCount(`${name}: of ${down.failed.length} failures of ${down.requests} requests not named`, unnamed, 0) +
    judgeLimit(`${name}: slowest answer while it was down`, down.slowest, 'ms', PATIENCE_MS) +
    judgeCount(`${name}: requests that failed after, of ${after.requests}`, after.failed.length, 0) +
    judgeCount(`${name}: pools below their minimum ${PHASE_MS / 1_000} s after`, await smallPools(server), 0)
  );
}

/** Pools of the server with fewer connections than they keep. */
async function smallPools({ url }: WholeServer): Promise<number> {
  const response = await fetch(`${url}/metrics`);
  const { pool } = (await response.json()) as { readonly pool: Readonly<Record<string, { readonly open: number }>> };
  return Object.values(pool).filter(({ open }) => open < POOL_MIN).length;
}
