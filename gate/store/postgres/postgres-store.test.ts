import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../../reference-server/testing/test-database.ts';
import { PARSERS, SAMPLES } from '../../../tests/store/sample-documents.ts';
import type { RunStore } from '../run-store.ts';
import { testRunStore } from '../store-contract.ts';
import { createPostgresStore } from './postgres-store.ts';

let database: TestDatabase;
const opened: RunStore[] = [];
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(async () => {
  await Promise.all(opened.map((store) => store.close()));
  await database.stop();
});

function open(address = database.url): RunStore {
  const store = createPostgresStore({ address, parsers: PARSERS });
  opened.push(store);
  return store;
}

/** A database without tables, so that each test also migrates. */
async function empty(): Promise<RunStore> {
  await database.execute('DROP TABLE IF EXISTS loadline_documents, loadline_migrations');
  return open();
}

describe('PostgreSQL store', () => {
  testRunStore(empty, SAMPLES);

  test('several processes that come first at once migrate once', async () => {
    await empty();
    await Promise.all(Array.from({ length: 4 }, () => open().history.list()));
    expect(await database.execute('SELECT name FROM loadline_migrations')).toEqual([
      { name: '001-documents.sql' },
      { name: '002-claims.sql' },
    ]);
  });

  test('what is cut off in the table is skipped by name, and hides no other', async () => {
    const { history } = await empty();
    const [first, torn] = ['20261121T100000Z-load-aaaaaa', '20261121T100009Z-load-dddddd'];
    await history.save(SAMPLES.entry(first));
    await history.save(SAMPLES.entry(torn));
    await database.execute(`UPDATE loadline_documents SET body = substring(body for 40) WHERE id = '${torn}'`);
    const { entries, skipped } = await history.entries({});
    expect(entries).toEqual([SAMPLES.entry(first)]);
    expect(skipped).toEqual([expect.stringMatching(`${torn}.*cut off`)]);
  });

  test('words of a document are values, never statements', async () => {
    const { runs } = await empty();
    const hostile = {
      ...SAMPLES.run('20261121T100000Z-load-aaaaaa'),
      benchmark: { kind: 'load', name: "'; DROP TABLE loadline_documents; --" },
    } as const;
    await runs.save(hostile);
    expect(await runs.load(hostile.id)).toEqual(hostile);
  });

  test('a connection that was cut is replaced', async () => {
    const { history } = await empty();
    await history.save(SAMPLES.entry('20261121T100000Z-load-aaaaaa'));
    await database.cutConnections();
    await history.list().catch(() => undefined);
    expect((await history.list()).ids).toHaveLength(1);
  });

  test('a server that is not there, and a wrong password, are named in one sentence without the secret', async () => {
    const wrong = new URL(database.url);
    wrong.password = 'hunter2hunter2';
    for (const address of ['postgres://user:hunter2@127.0.0.1:9/x', wrong.href]) {
      const failed: unknown = await open(address)
        .runs.list()
        .catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'STORE_UNREACHABLE' });
      expect(`${failed} ${failed instanceof Error ? failed.cause : ''} ${JSON.stringify(failed)}`).not.toMatch(
        /hunter2/,
      );
    }
  });

  test('a user who may not write is told so', async () => {
    await database.execute(`DROP ROLE IF EXISTS loadline_reader; CREATE ROLE loadline_reader LOGIN PASSWORD 'reader'`);
    const reader = new URL(database.url);
    reader.username = 'loadline_reader';
    reader.password = 'reader';
    await database.execute('DROP TABLE IF EXISTS loadline_documents, loadline_migrations');
    await expect(open(reader.href).runs.list()).rejects.toMatchObject({ code: 'STORE_NOT_WRITABLE' });
    await database.execute('DROP ROLE loadline_reader');
  });

  test.each(['mysql://x', 'nonsense', ''])(
    'an address that is none of a PostgreSQL is refused, and not repeated: "%s"',
    (address) => {
      expect(() => createPostgresStore({ address, parsers: PARSERS })).toThrow(
        expect.objectContaining({ code: 'STORE_ADDRESS_INVALID' }),
      );
    },
  );
});
