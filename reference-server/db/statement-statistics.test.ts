import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SqlPool } from '../ports.ts';
import { prepareDatabase } from '../seed/prepare-database.ts';
import { poolOptions } from '../testing/pool-options.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openPostgresPool } from './postgres-pool.ts';
import { readStatements } from './statement-statistics.ts';

let database: TestDatabase;
let pool: SqlPool;
const log = { info: () => {}, warn: () => {}, error: () => {} };

beforeAll(async () => {
  database = await startTestDatabase();
  const { role } = await prepareDatabase(database.url, [], log);
  expect(role).not.toBeNull();
  pool = await openPostgresPool(poolOptions(database.url, log, { role, max: 2 }));
}, 60_000);
afterAll(async () => {
  await pool.close();
  await database.stop();
});

test('statements are counted by their text without values, prepared or not; others of the database are left out', async () => {
  for (const number of [1, 2, 3]) await pool.query({ text: 'select $1::int + 41 as counted', values: [number] });
  for (const number of [1, 2]) await pool.query({ name: 'prepared', text: 'select $1::int as once', values: [number] });
  await database.execute('select 1 as of_the_owner');
  await readStatements(pool);
  // The role's own beginning, by which the setup tries it, is none of the server's.
  const statements = (await readStatements(pool)).filter(({ text }) => !text.startsWith('SET ROLE'));
  const calls = Object.fromEntries(statements.map((statement) => [statement.text, statement.calls]));
  expect(calls).toEqual({ 'select $1::int + $2 as counted': 3, 'select $1::int as once': 2 });
  for (const { ms } of statements) expect(ms).toBeGreaterThan(0);
});

test('a database that counts no statements is an error of the reading', async () => {
  await database.execute('drop extension pg_stat_statements');
  await expect(readStatements(pool)).rejects.toThrow(/pg_stat_statements/);
});
