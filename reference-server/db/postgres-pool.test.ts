import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Logger, SqlPool } from '../ports.ts';
import { poolOptions } from '../testing/pool-options.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openPostgresPool, type PostgresPoolOptions } from './postgres-pool.ts';
import { STATEMENT_BOUNDS_MS } from './statement-watch.ts';

let database: TestDatabase;
const warnings: { readonly fields: object; readonly message: string }[] = [];
const log: Logger = {
  info() {},
  warn: (fields, message) => warnings.push({ fields, message }),
  error() {},
};

beforeAll(async () => {
  database = await startTestDatabase();
});

afterAll(async () => {
  await database.stop();
});

const opened: SqlPool[] = [];
// A test that fails before it closes its pool takes no other with it.
afterEach(() => Promise.all(opened.splice(0).map((pool) => pool.close())));

async function open(changed: Partial<PostgresPoolOptions> = {}) {
  const pool = await openPostgresPool(poolOptions(database.url, log, changed));
  opened.push(pool);
  return pool;
}

async function noConnectionLeft(): Promise<void> {
  const others = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
  while ((await database.execute(others)).length > 0) await sleep(20);
}

async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

test('the connections that it keeps are open before the first statement', async () => {
  const pool = await open();
  expect(pool.getStats()).toMatchObject({ open: 2, idle: 2, max: 3, statements: 0 });
  await pool.close();
});

test('it opens no more than its maximum, and the rest wait their turn in order', async () => {
  const pool = await open();
  const order: number[] = [];
  const all = Array.from({ length: 9 }, async (_, index) => {
    const [row] = await pool.query<{ n: number }>({ text: 'SELECT $1::int AS n, pg_sleep(0.3)', values: [index] });
    order.push(row?.n ?? -1);
  });
  await eventually(() => pool.getStats().open === 3);
  expect(pool.getStats().waiting).toBeGreaterThan(0);
  await Promise.all(all);
  expect(order.slice(6).sort()).toEqual([6, 7, 8]);
  expect(pool.getStats()).toMatchObject({ open: 3, idle: 3, waiting: 0, statements: 9, errors: 0 });
  await pool.close();
});

test('who waits too long for a connection is refused, and the connection is not lost', async () => {
  const pool = await open({ min: 1, max: 1, acquireMs: 300 });
  const long = pool.query({ text: 'SELECT pg_sleep(0.8)' });
  await expect(pool.query({ text: 'SELECT 1' })).rejects.toMatchObject({ statusCode: 503, code: 'POOL_EXHAUSTED' });
  await long;
  await expect(pool.query({ text: 'SELECT 1 AS one' })).resolves.toEqual([{ one: 1 }]);
  expect(pool.getStats()).toMatchObject({ open: 1, idle: 1, errors: 1, statements: 3 });
  await pool.close();
});

test('an error of a statement reaches its caller and costs no connection', async () => {
  const pool = await open({ min: 1, max: 1 });
  for (let round = 0; round < 5; round += 1) {
    await expect(pool.query({ text: 'SELECT 1/0' })).rejects.toMatchObject({ code: '22012' });
  }
  expect(pool.getStats()).toMatchObject({ open: 1, idle: 1, errors: 5 });
  await pool.close();
});

test('a statement that takes too long is given up, and PostgreSQL stops working on it', async () => {
  const pool = await open({ timeoutMs: { cached: 100, critical: 5_000, default: 5_000, 'long-running': 60_000 } });
  const statement = { text: 'SELECT pg_sleep(30) /* given up */', timeout: 'cached' } as const;
  await expect(pool.query(statement)).rejects.toMatchObject({ statusCode: 503, code: 'QUERY_TIMEOUT' });
  await eventually(() => pool.getStats().open === 2);
  const running = `SELECT 1 FROM pg_stat_activity WHERE query LIKE '%given up%' AND pid <> pg_backend_pid()`;
  while ((await database.execute(running)).length > 0) await sleep(100);
  await pool.close();
});

test('after the server ended every connection, statements work again and the pool is as large as before', async () => {
  const pool = await open();
  await database.cutConnections();
  // A statement that meets a connection which has not heard of it yet fails; the next ones do not.
  const isServed = () =>
    pool.query({ text: 'SELECT 1' }).then(
      () => true,
      () => false,
    );
  while (!(await isServed())) await sleep(20);
  await eventually(() => pool.getStats().open === 2);
  await expect(pool.query({ text: 'SELECT 1 AS one' })).resolves.toEqual([{ one: 1 }]);
  await pool.close();
});

test('while nobody listens callers are refused at once; once somebody does they are served', async () => {
  const proxy = await startProxy(database.url);
  const pool = await open({ url: proxy.url });
  await proxy.down();
  await expect(pool.query({ text: 'SELECT 1' })).rejects.toMatchObject({
    statusCode: 503,
    code: 'DATABASE_UNAVAILABLE',
  });
  await expect(pool.query({ text: 'SELECT 1' })).rejects.toMatchObject({
    statusCode: 503,
    code: 'DATABASE_UNAVAILABLE',
  });
  await proxy.up();
  await expect(pool.query({ text: 'SELECT 1 AS one' })).resolves.toEqual([{ one: 1 }]);
  await eventually(() => pool.getStats().open === 2);
  await pool.close();
  await proxy.down();
});

test('who asks while an attempt to connect is under way is not refused because of it', async () => {
  const arrived: Socket[] = [];
  const door = createServer((socket) => arrived.push(socket.on('error', () => {}).pause())).listen(0, '127.0.0.1');
  await new Promise((resolve) => door.once('listening', resolve));
  const letIn = (socket: Socket | undefined) => {
    const far = connect(Number(new URL(database.url).port), '127.0.0.1').on('error', () => {});
    socket?.once('close', () => far.destroy());
    socket?.pipe(far).pipe(socket);
  };
  const opening = open({ url: urlAt(database.url, door), min: 0, max: 3 });
  await eventually(() => arrived.length === 1);
  letIn(arrived[0]);
  const pool = await opening;
  arrived[0]?.destroy();
  await eventually(() => pool.getStats().open === 0);

  // The first attempt is the last of a time without a server; the second finds one.
  const early = pool.query({ text: 'SELECT 1 AS one' }).catch((error: unknown) => error);
  await eventually(() => arrived.length === 2);
  const late = pool.query({ text: 'SELECT 2 AS two' });
  await eventually(() => arrived.length === 3);
  arrived[1]?.destroy();
  expect(await early).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  letIn(arrived[2]);
  expect(await late).toEqual([{ two: 2 }]);
  await pool.close();
  for (const socket of arrived) socket.destroy();
  await new Promise((resolve) => door.close(resolve));
});

test('a server that accepts and never answers is given up within the deadline', async () => {
  const held: Socket[] = [];
  const mute = createServer((socket) => held.push(socket)).listen(0, '127.0.0.1');
  await new Promise((resolve) => mute.once('listening', resolve));
  await expect(open({ url: urlAt(database.url, mute), acquireMs: 200 })).rejects.toThrow('timeout');
  for (const socket of held) socket.destroy();
  await new Promise((resolve) => mute.close(resolve));
});

test('busy seconds are the time that connections were lent out, summed over them', async () => {
  const pool = await open();
  const before = pool.getStats();
  await Promise.all([1, 2].map(() => pool.query({ text: 'SELECT pg_sleep(0.3)' })));
  const after = pool.getStats();
  const busy = after.busySeconds - before.busySeconds;
  expect(busy).toBeGreaterThanOrEqual(0.59);
  expect(busy).toBeLessThanOrEqual((after.capacitySeconds - before.capacitySeconds) * (2 / 3) + 1e-9);
  await pool.close();
});

test('connections above the minimum are closed when they have been idle for long', async () => {
  const pool = await open({ min: 1, idleMs: 200 });
  const busy = Promise.all([1, 2, 3].map(() => pool.query({ text: 'SELECT pg_sleep(1)' })));
  await eventually(() => pool.getStats().open === 3);
  await busy;
  await eventually(() => pool.getStats().open === 1);
  await pool.close();
});

test('a slow statement is logged by its name, never with its values', async () => {
  const pool = await open({ slowMs: 20 });
  warnings.length = 0;
  await pool.query({ name: 'nap', text: 'SELECT pg_sleep(0.1), $1::text', values: ['a secret'] });
  expect(warnings).toMatchObject([{ fields: { statement: 'nap' }, message: 'slow statement' }]);
  expect(JSON.stringify(warnings)).not.toContain('a secret');
  expect(pool.getStats().slowStatements).toBe(1);
  await pool.close();
});

test('statements are counted by how long they took', async () => {
  const pool = await open({ min: 1, max: 1 });
  await pool.query({ text: 'SELECT pg_sleep(0.06)' });
  await pool.query({ text: 'SELECT pg_sleep(0.21)' });
  const { durationCounts } = pool.getStats();
  expect(durationCounts).toHaveLength(STATEMENT_BOUNDS_MS.length + 1);
  expect(durationCounts.reduce((sum, count) => sum + count, 0)).toBe(2);
  // Slower than it sleeps it may be, faster never.
  expect(durationCounts[0]).toBe(0);
  expect(durationCounts.slice(3).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(1);
  await pool.close();
});

test('the times of a request are the wait for a connection and the statement', async () => {
  const pool = await open({ min: 1, max: 1 });
  const phases: string[] = [];
  await pool.query({ text: 'SELECT 1' }, { add: (phase, ms) => phases.push(`${phase} ${ms >= 0}`) });
  expect(phases).toEqual(['queue true', 'db true']);
  await pool.close();
});

test('a closed pool refuses, and leaves no connection behind', async () => {
  const pool = await open();
  const last = pool.query({ text: 'SELECT pg_sleep(0.1), 1 AS one' });
  await pool.close();
  await pool.close();
  await expect(last).resolves.toMatchObject([{ one: 1 }]);
  await expect(pool.query({ text: 'SELECT 1' })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  await eventually(() => pool.getStats().open === 0);
  await noConnectionLeft();
});

test('a connection that comes after the pool was closed is closed, too', async () => {
  const pool = await open({ min: 1, max: 3 });
  const queries = Promise.allSettled([1, 2, 3].map(() => pool.query({ text: 'SELECT pg_sleep(0.1)' })));
  await pool.close();
  await queries;
  await noConnectionLeft();
});

/** Stands between a pool and the database, and can go away and come back on the same port. */
async function startProxy(target: string) {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let listening: Server | undefined;
  const listen = (at: number) =>
    new Promise<Server>((resolve) => {
      const server = createServer((client) => {
        const upstream = connect(Number(port), hostname);
        for (const socket of [client, upstream]) {
          sockets.add(socket);
          socket.on('error', () => {}).on('close', () => sockets.delete(socket));
        }
        client.pipe(upstream).pipe(client);
      }).listen(at, '127.0.0.1', () => resolve(server));
    });
  listening = await listen(0);
  const url = urlAt(target, listening);
  return {
    url,
    async down() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listening?.close(resolve));
    },
    async up() {
      listening = await listen(Number(new URL(url).port));
    },
  };
}

function urlAt(original: string, server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  const url = new URL(original);
  url.host = `127.0.0.1:${address.port}`;
  return url.href;
}
