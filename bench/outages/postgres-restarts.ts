import { setTimeout as sleep } from 'node:timers/promises';
import { judgeCount, judgeLimit } from '../cache/bar.ts';
import { failuresOf, phaseOf } from './phase.ts';
import type { RestartablePostgres, Shutdown } from './restartable-postgres.ts';
import { SteadyLoad } from './steady-load.ts';
import { startWholeServer } from './whole-server.ts';

const PER_SECOND = 100;
const PHASE_MS = 4_000;
const DOWN_MS = 2_000;
/** `pool.acquireMs` of profile users: nobody waits longer for a connection. */
const PATIENCE_MS = 5_000;

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
    for (const how of ['fast', 'immediate'] as const) missed += await judge(how, postgres, load);
    return missed;
  } finally {
    await load.stop();
    await server.stop();
  }
}

async function judge(how: Shutdown, postgres: RestartablePostgres, load: SteadyLoad): Promise<number> {
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
    judgeCount(`${name}: requests that failed after, of ${after.requests}`, after.failed.length, 0)
  );
}
