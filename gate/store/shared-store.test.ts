import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { PARSERS, SAMPLES } from '../../tests/store/sample-documents.ts';
import { createFileStore } from './file-store.ts';
import { createPostgresStore } from './postgres/postgres-store.ts';
import type { RunStore } from './run-store.ts';
import { shareHistoryOnly, shareStore } from './shared-store.ts';
import { testRunStore } from './store-contract.ts';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'loadline-shared-'));
  folders.push(made);
  return made;
}
const fileStore = (directory: string) => createFileStore({ directory, parsers: PARSERS });
const nobody = () => createPostgresStore({ address: 'postgres://127.0.0.1:9/x', parsers: PARSERS });
const FIRST = '20261121T100000Z-load-aaaaaa';
const SECOND = '20261121T100001Z-load-bbbbbb';

function share(local: string, shared: RunStore, troubles: string[] = []): RunStore {
  const onTrouble = (sentence: string) => void troubles.push(sentence);
  return shareStore({ local: fileStore(local), shared, outboxes: join(local, 'outbox'), onTrouble });
}

describe('shared store', () => {
  testRunStore(async () => share(await folder(), fileStore(await folder())), SAMPLES);

  test('what one machine saves another finds, runs and history alike', async () => {
    const shared = await folder();
    await share(await folder(), fileStore(shared)).runs.save(SAMPLES.run(FIRST));
    await share(await folder(), fileStore(shared)).history.save(SAMPLES.entry(FIRST));
    const other = share(await folder(), fileStore(shared));
    expect(await other.runs.load(FIRST)).toEqual(SAMPLES.run(FIRST));
    expect((await other.runs.list()).ids).toEqual([FIRST]);
    expect((await other.history.entries({})).entries).toEqual([SAMPLES.entry(FIRST)]);
  });

  test('a shared store that cannot be reached is said; everything is kept here, and handed over by a later save', async () => {
    const [local, shared] = [await folder(), await folder()];
    const troubles: string[] = [];
    const cut = share(local, nobody(), troubles);
    await cut.runs.save(SAMPLES.run(FIRST));
    await cut.history.save(SAMPLES.entry(FIRST));
    expect((await cut.history.entries({})).entries).toEqual([SAMPLES.entry(FIRST)]);
    expect((await cut.runs.list()).ids).toEqual([FIRST]);
    expect(troubles).toHaveLength(4);
    expect(troubles[0]).toMatch(/PostgreSQL at 127\.0\.0\.1:9\/x cannot be used/);

    await share(local, fileStore(shared)).history.save(SAMPLES.entry(SECOND));
    expect((await fileStore(shared).history.list()).ids).toEqual([FIRST, SECOND]);
    await share(local, fileStore(shared)).runs.save(SAMPLES.run(SECOND));
    expect((await fileStore(shared).runs.list()).ids).toEqual([FIRST, SECOND]);
    expect(await readdir(join(local, 'outbox/runs'))).toEqual([]);
  });

  test('entries that others should not have stay here', async () => {
    const [local, shared] = [await folder(), await folder()];
    const store = shareHistoryOnly(
      { local: fileStore(local), outboxes: join(local, 'outbox'), onTrouble: () => undefined },
      fileStore(shared).history,
      ({ exclusion }) => exclusion === null,
    );
    await store.history.save(SAMPLES.entry(FIRST));
    await store.history.save({ ...SAMPLES.entry(SECOND), exclusion: 'a run of topic, not of main' });
    await store.runs.save(SAMPLES.run(FIRST));
    expect((await fileStore(shared).history.list()).ids).toEqual([FIRST]);
    expect((await fileStore(shared).runs.list()).ids).toEqual([]);
    expect((await store.history.list()).ids).toEqual([FIRST, SECOND]);
  });
});
