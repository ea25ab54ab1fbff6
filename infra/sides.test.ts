import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAlive } from '../tests/collect/processes.ts';

interface Variables {
  readonly DATABASE_URL: string;
  readonly REDIS_URL?: string;
}

let services: ChildProcess;
let baseline: Variables;
let candidate: Variables;

beforeAll(async () => {
  services = spawn(process.execPath, [new URL('sides.ts', import.meta.url).pathname], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (services.stdout === null) throw new Error('no pipe');
  const [line] = await once(createInterface(services.stdout), 'line');
  ({ baseline, candidate } = JSON.parse(line));
});
afterAll(async () => {
  services.stdin?.end();
  const [exitCode] = await once(services, 'exit');
  expect(exitCode).toBe(0);
  expect(isAlive(services.pid ?? 0)).toBe(false);
  await expect(connect(baseline.DATABASE_URL)).rejects.toThrow();
});

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

test('each side owns a database, and neither gets into that of the other with its password', async () => {
  const names: unknown[] = [];
  for (const { DATABASE_URL } of [baseline, candidate]) {
    const client = await connect(DATABASE_URL);
    const { rows } = await client.query(
      'SELECT current_user AS "user", current_database() AS name, pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = current_database()',
    );
    await client.query('CREATE TABLE IF NOT EXISTS public.infra_sides_test (n int)').catch(() => null);
    names.push(rows[0]);
    await client.end();
  }
  expect(names).toEqual([
    { user: 'loadline_side_a', name: 'loadline_side_a', owner: 'loadline_side_a' },
    { user: 'loadline_side_b', name: 'loadline_side_b', owner: 'loadline_side_b' },
  ]);
  const crossed = new URL(baseline.DATABASE_URL);
  crossed.username = 'loadline_side_b';
  await expect(connect(crossed.href)).rejects.toThrow(/password/);
});

test('statements of a side are counted by its role and database', async () => {
  const client = await connect(candidate.DATABASE_URL);
  const marked = `SELECT 'counted by its side' AS marked`;
  await client.query(marked);
  const { rows } = await client.query(
    `SELECT calls FROM pg_stat_statements JOIN pg_database ON dbid = pg_database.oid
     WHERE datname = current_database() AND userid = current_user::regrole AND query LIKE '%AS marked%' AND query NOT LIKE '%pg_stat%'`,
  );
  await client.query('DROP TABLE IF EXISTS public.infra_sides_test').catch(() => null);
  await client.end();
  expect(rows).toHaveLength(1);
});

test('each side has a Redis of its own', async () => {
  // Without a Redis on this machine neither side has one.
  if (baseline.REDIS_URL === undefined || candidate.REDIS_URL === undefined) {
    expect([baseline.REDIS_URL, candidate.REDIS_URL]).toEqual([undefined, undefined]);
    return;
  }
  const [one, other] = [new Redis(baseline.REDIS_URL), new Redis(candidate.REDIS_URL)];
  await one.set('whose', 'baseline');
  expect(await other.get('whose')).toBeNull();
  one.disconnect();
  other.disconnect();
});
