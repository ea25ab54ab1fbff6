import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Caller, presentCaller } from '../http/caller.ts';
import type { Logger, SqlPool } from '../ports.ts';
import { poolOptions } from '../testing/pool-options.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openPostgresPool, type PostgresPoolOptions } from './postgres-pool.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
let database: TestDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
}, 60_000);
afterAll(() => database.stop());

/** A pool of one connection, lent out until the returned function is called. */
async function heldPool(changed: Partial<PostgresPoolOptions> = {}) {
  const pool = await openPostgresPool(poolOptions(database.url, log, { min: 1, max: 1, ...changed }));
  onTestFinished(() => pool.close());
  const { promise: isOver, resolve: giveBack } = Promise.withResolvers<void>();
  const { promise: isHeld, resolve: hold } = Promise.withResolvers<void>();
  const holder = pool.transaction(async (session) => {
    await session.query({ text: 'SELECT 1' });
    hold();
    await isOver;
  });
  await isHeld;
  return {
    pool,
    async giveBack() {
      giveBack();
      await holder;
    },
  };
}

const LEFT = { statusCode: 499, code: 'CALLER_LEFT' };
const query = (pool: SqlPool) => pool.query({ text: 'SELECT 1 AS one' });
const ways = {
  query,
  transaction: (pool: SqlPool) => pool.transaction((session) => session.query({ text: 'SELECT 1' })),
  cursor: (pool: SqlPool) => pool.queryCursor({ text: 'SELECT 1' }).next(),
} as const;

test.each(Object.entries(ways))(
  'callers who leave while they wait for a connection for a %s leave the line at once',
  async (_way, ask) => {
    const { pool, giveBack } = await heldPool();
    const callers = Array.from({ length: 50 }, () => new Caller());
    const waiting = callers.map((caller) => presentCaller.run(caller, async () => ask(pool)));
    const outcomes = Promise.allSettled(waiting);
    const patient = query(pool);
    await expect.poll(() => pool.getStats().waiting).toBe(51);
    const { statements, errors } = pool.getStats();
    for (const caller of callers) caller.leave();
    expect(pool.getStats().waiting).toBe(1);
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: LEFT });
    await giveBack();
    expect(await patient).toEqual([{ one: 1 }]);
    expect(pool.getStats()).toMatchObject({
      open: 1,
      idle: 1,
      waiting: 0,
      abandoned: 50,
      exhausted: 0,
      leaks: 0,
      errors,
    });
    expect(pool.getStats().statements).toBe(statements);
    // Whoever left is not counted a second time when the deadline would have come, nor is the connection lent to them.
    expect(await query(pool)).toEqual([{ one: 1 }]);
  },
);

test('who has left already waits for nothing, and who leaves with a connection in hand keeps it to the end', async () => {
  const { pool, giveBack } = await heldPool();
  const gone = new Caller();
  gone.leave();
  await expect(presentCaller.run(gone, () => query(pool))).rejects.toMatchObject(LEFT);
  expect(pool.getStats()).toMatchObject({ waiting: 0, abandoned: 1 });
  await giveBack();
  const caller = new Caller();
  const [row] = await presentCaller.run(caller, async () => {
    const rows = pool.query<{ one: number }>({ text: 'SELECT 1 AS one, pg_sleep(0.05)' });
    caller.leave();
    return rows;
  });
  expect(row?.one).toBe(1);
  expect(pool.getStats()).toMatchObject({ open: 1, idle: 1, abandoned: 1 });
});

test('who waits too long is refused as ever, and leaves the line', async () => {
  const { pool, giveBack } = await heldPool({ acquireMs: 50 });
  const caller = new Caller();
  await expect(presentCaller.run(caller, () => query(pool))).rejects.toMatchObject({ code: 'POOL_EXHAUSTED' });
  caller.leave();
  expect(pool.getStats()).toMatchObject({ waiting: 0, abandoned: 0, exhausted: 1, errors: 1 });
  await giveBack();
});
