import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Logger } from '../ports.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import type { DomainSeed } from './domain-seed.ts';
import { ensureSeed } from './ensure-seed.ts';
import { prepareDatabase } from './prepare-database.ts';
import { usersSeed } from './users-seed.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const sizes = { seed: 7, users: 200, posts: 2_000 };
let database: TestDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
  await prepareDatabase(database.url, [usersSeed(sizes)], log);
});

afterAll(async () => {
  await database.stop();
});

async function withClient<T>(use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** One number for all rows of both tables. */
async function fingerprint(): Promise<unknown> {
  const [row] = await database.execute(`
    SELECT md5(
      (SELECT string_agg(concat_ws('|', id, email, name, status, extract(epoch FROM created_at)), ' ' ORDER BY id) FROM users.users) ||
      (SELECT string_agg(concat_ws('|', id, user_id, title, body, extract(epoch FROM created_at)), ' ' ORDER BY id) FROM users.posts)
    ) AS md5`);
  return row?.md5;
}

async function definitions(): Promise<readonly Record<string, unknown>[]> {
  return database.execute(`
    SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = 'users'::regnamespace
    UNION ALL
    SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'users'::regnamespace
    ORDER BY 1`);
}

test('the same seed makes the same rows on every machine and version of PostgreSQL', async () => {
  expect(await fingerprint()).toBe('05613192ccece96b258c9bf9c96cc656');
});

test('another seed makes other rows, and going back makes the first ones again', async () => {
  const first = await fingerprint();
  const before = await definitions();
  await prepareDatabase(database.url, [usersSeed({ ...sizes, seed: 8 })], log);
  expect(await fingerprint()).not.toBe(first);
  await prepareDatabase(database.url, [usersSeed(sizes)], log);
  expect(await fingerprint()).toBe(first);
  expect(await definitions()).toEqual(before);
  expect(before.filter(({ definition }) => `${definition}`.includes('INDEX'))).toHaveLength(10);
});

test('rows that a run added are gone at the next start, and their ids are given out again', async () => {
  const insert = `INSERT INTO users.posts (user_id, title, body) VALUES (1, 'new', 'new') RETURNING id`;
  expect(await database.execute(insert)).toEqual([{ id: 2_001 }]);
  const first = await fingerprint();
  await prepareDatabase(database.url, [usersSeed(sizes)], log);
  expect(await fingerprint()).not.toBe(first);
  expect(await database.execute(insert)).toEqual([{ id: 2_001 }]);
  await prepareDatabase(database.url, [usersSeed(sizes)], log);
});

test('a seed is kept when nothing of its recipe changed', async () => {
  await withClient(async (client) => {
    expect(await ensureSeed(client, usersSeed(sizes))).toBe('kept');
  });
});

test('an interrupted seed leaves what was there before, and is begun anew', async () => {
  const first = await fingerprint();
  const seed = usersSeed({ ...sizes, seed: 9 });
  const cutOff: DomainSeed = {
    ...seed,
    async fill(client) {
      await seed.fill(client);
      await database.cutConnections();
      await client.query('SELECT 1');
    },
  };
  await withClient(async (client) => {
    client.on('error', () => {});
    await expect(ensureSeed(client, cutOff)).rejects.toThrow();
  });
  expect(await fingerprint()).toBe(first);
  await withClient(async (client) => {
    expect(await ensureSeed(client, seed)).toBe('made');
    expect(await ensureSeed(client, usersSeed(sizes))).toBe('made');
  });
});

test('two servers that start at once seed once', async () => {
  await database.execute('DELETE FROM reference.seed_state');
  let fills = 0;
  const seed = usersSeed(sizes);
  const counted: DomainSeed = {
    ...seed,
    async fill(client) {
      fills += 1;
      await sleep(100);
      await seed.fill(client);
    },
  };
  const [one, two] = await Promise.all([1, 2].map(() => prepareDatabase(database.url, [counted], log)));
  expect(fills).toBe(1);
  expect(one?.cursorSecret).toBe(two?.cursorSecret);
  expect(one?.cursorSecret.length).toBeGreaterThan(70);
});

test('the runtime role reads and writes rows, and can do nothing else', async () => {
  await withClient(async (client) => {
    await client.query('SET ROLE reference_server_runtime');
    expect((await client.query('SELECT id FROM users.users LIMIT 1')).rowCount).toBe(1);
    await expect(client.query('SELECT value FROM reference.secret')).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('DROP TABLE users.posts')).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('CREATE TABLE users.mine ()')).rejects.toMatchObject({ code: '42501' });
  });
});

test.each([
  ['mysql://127.0.0.1/x', 'CONFIG_INVALID'],
  ['nonsense', 'CONFIG_INVALID'],
  ['postgres://127.0.0.1:1/x', 'DATABASE_UNREACHABLE'],
])('%s is refused with %s', async (url, code) => {
  await expect(prepareDatabase(url, [], log)).rejects.toMatchObject({ code });
});

test('a wrong password is refused without repeating it', async () => {
  const url = new URL(database.url);
  url.password = 'not-the-password';
  const refusal = await prepareDatabase(url.href, [], log).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'DATABASE_UNREACHABLE' });
  expect(JSON.stringify(refusal) + String(refusal)).not.toContain('not-the-password');
});
