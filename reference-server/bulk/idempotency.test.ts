import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../db/migrate.ts';
import { openPostgresPool } from '../db/postgres-pool.ts';
import type { Logger, SqlPool } from '../ports.ts';
import { poolOptions } from '../testing/pool-options.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { type IdempotencyStore, type IdempotentAnswer, once, type Part } from './idempotency.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
let database: TestDatabase;
let pools: readonly [SqlPool, SqlPool];

beforeAll(async () => {
  database = await startTestDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await migrate(client);
  await client.end();
  await database.execute('CREATE TABLE done (part text)');
  const open = () => openPostgresPool(poolOptions(database.url, log));
  pools = await Promise.all([open(), open()]);
}, 60_000);
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
  await database.stop();
});

const storeOf = (process: 0 | 1, leaseMs = 60_000): IdempotencyStore => ({
  pool: pools[process],
  table: 'audit.idempotency',
  leaseMs,
});
const request = (key: string, content: unknown = 'content', caller = 'anna') => ({
  key,
  scope: [caller, 'POST', '/bulk'],
  content,
});
const created = (body: unknown): IdempotentAnswer => ({ statusCode: 201, body });
/** Writes one row, and tells its number. */
const doPart = (part: Part, name: string) =>
  part(name, async (session) => {
    const [row] = await session.query<{ parts: number }>({
      text: `WITH made AS (INSERT INTO done VALUES ($1) RETURNING 1) SELECT count(*)::int + 1 AS parts FROM done WHERE part = $1`,
      values: [name],
    });
    return row?.parts;
  });
const doneParts = async () => (await database.execute('SELECT part FROM done ORDER BY part')).map(({ part }) => part);
/** Of a key that is taken now, too: times are kept to the millisecond. */
const OVER = -1_000;
const never = () => new Promise<never>(() => {});

test('a process that dies in the middle leaves its key to the next attempt, which does what is not done', async () => {
  const { promise: isHalfDone, resolve: halfDone } = Promise.withResolvers<void>();
  once(storeOf(0), request('died'), async (part) => {
    await doPart(part, 'died-1');
    halfDone();
    return never();
  });
  await isHalfDone;
  const again = (leaseMs: number) =>
    once(storeOf(1, leaseMs), request('died'), async (part) =>
      created([await doPart(part, 'died-1'), await doPart(part, 'died-2')]),
    );
  await expect(again(60_000)).rejects.toMatchObject({ statusCode: 409, code: 'REQUEST_IN_PROGRESS' });
  expect(await again(OVER)).toEqual({ ...created([1, 1]), isRepeated: false });
  expect(await again(OVER)).toEqual({ ...created([1, 1]), isRepeated: true });
  expect((await doneParts()).filter((part) => String(part).startsWith('died'))).toEqual(['died-1', 'died-2']);
});

test('two processes at work under one key do each part once between them', async () => {
  const work = async (part: Part) =>
    created(await Promise.all(['both-1', 'both-2', 'both-3'].map((name) => doPart(part, name))));
  const answers = await Promise.all(
    [0, 1, 0, 1].map((process) => once(storeOf(process as 0 | 1, OVER), request('both'), work)),
  );
  for (const { body } of answers) expect(body).toEqual([1, 1, 1]);
  expect((await doneParts()).filter((part) => String(part).startsWith('both'))).toEqual(['both-1', 'both-2', 'both-3']);
});

/** An attempt that has its key, and is at work until it is said what comes of it. */
async function begin(store: IdempotencyStore, key: string) {
  const { promise: isBegun, resolve: begun } = Promise.withResolvers<void>();
  const { promise: outcome, resolve, reject } = Promise.withResolvers<IdempotentAnswer>();
  const told = once(store, request(key), () => {
    begun();
    return outcome;
  });
  await isBegun;
  // Whoever takes it next takes it at another time: these are kept to the millisecond.
  await sleep(2);
  return { told, answer: (body: unknown) => resolve(created(body)), fail: reject };
}

test('who took so long that another took over does not free the key, which is the other’s', async () => {
  const first = await begin(storeOf(0), 'overdue');
  const second = await begin(storeOf(1, OVER), 'overdue');
  first.fail(new Error('no'));
  await expect(first.told).rejects.toThrow('no');
  const third = once(storeOf(0), request('overdue'), never);
  await expect(third).rejects.toMatchObject({ statusCode: 409, code: 'REQUEST_IN_PROGRESS' });
  second.answer('of the second');
  expect((await second.told).isRepeated).toBe(false);
});

test('of two who answer under one key the one who has it is told again', async () => {
  const first = await begin(storeOf(0), 'twice');
  const second = await begin(storeOf(1, OVER), 'twice');
  second.answer('of the second');
  await second.told;
  first.answer('of the first');
  await first.told;
  expect(await once(storeOf(0), request('twice'), never)).toEqual({ ...created('of the second'), isRepeated: true });
});

test('a part whose transaction fails is not done, and a key whose work threw is free at once', async () => {
  const fail = once(storeOf(0), request('threw'), async (part) => {
    await doPart(part, 'threw-1');
    await part('threw-2', async (session) => {
      await session.query({ text: `INSERT INTO done VALUES ('threw-2')` });
      throw new Error('no');
    });
    return created(null);
  });
  await expect(fail).rejects.toThrow('no');
  expect(await doneParts()).not.toContain('threw-2');
  const next = await once(storeOf(1), request('threw'), async (part) =>
    created([await doPart(part, 'threw-1'), await doPart(part, 'threw-2')]),
  );
  expect(next).toEqual({ ...created([1, 1]), isRepeated: false });
});

test('keys are forgotten a day after they were used, parts and all, and no sooner', async () => {
  const work = async (part: Part) => created(await doPart(part, 'old-1'));
  await once(storeOf(0), request('old'), work);
  const kept = async () => Number((await database.execute('SELECT count(*) FROM audit.idempotency'))[0]?.count);
  const before = await kept();
  await database.execute("UPDATE audit.idempotency SET taken_at = taken_at - interval '23 hours'");
  await once(storeOf(0), request('next'), async () => created(null));
  expect(await kept()).toBe(before + 1);
  expect((await once(storeOf(0), request('old'), never)).isRepeated).toBe(true);
  await database.execute(
    "UPDATE audit.idempotency SET taken_at = taken_at - interval '2 hours' WHERE taken_at < now() - interval '22 hours'",
  );
  await once(storeOf(0), request('third'), async () => created(null));
  expect(await kept()).toBe(2);
});

test('an answer of 400 or more is never told again', async () => {
  let attempts = 0;
  const work = async (): Promise<IdempotentAnswer> => {
    attempts += 1;
    return attempts < 3 ? { statusCode: attempts === 1 ? 400 : 503, body: attempts } : created(attempts);
  };
  const statuses = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const { statusCode, isRepeated } = await once(storeOf(0), request('busy'), work);
    statuses.push([statusCode, isRepeated]);
  }
  expect(statuses).toEqual([
    [400, false],
    [503, false],
    [201, false],
    [201, true],
  ]);
});

test('a key is one caller’s and one route’s: another’s is another key; other content under it is refused', async () => {
  await once(storeOf(0), request('mine'), async () => created('for anna'));
  const other = await once(storeOf(0), request('mine', 'other content', 'bert'), async () => created('for bert'));
  expect(other).toEqual({ ...created('for bert'), isRepeated: false });
  const elsewhere = { ...request('mine'), scope: ['anna', 'POST', '/elsewhere'] };
  expect((await once(storeOf(0), elsewhere, async () => created('there'))).body).toBe('there');
  await expect(once(storeOf(0), request('mine', 'other'), never)).rejects.toMatchObject({
    statusCode: 422,
    code: 'IDEMPOTENCY_KEY_REUSED',
  });
  expect((await once(storeOf(1), request('mine'), never)).body).toBe('for anna');
});
