import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { sampleLoad } from '../../reports/golden/sample-load.ts';
import { parseRunRecord } from '../ingest/run-record.ts';
import { createFileStore } from './file-store.ts';
import { testRunStore } from './store-contract.ts';

const run = promisify(execFile);
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'loadline-store-'));
  folders.push(made);
  return made;
}
const open = (directory: string) => createFileStore({ directory, parse: parseRunRecord });
const record = (id: string) => ({ ...sampleLoad(), id });
const ID = '20261121T100000Z-load-aaaaaa';

describe('file store', () => {
  testRunStore(async () => open(join(await folder(), 'runs')), record);

  test('foreign and torn files are named or refused, and hide no record', async () => {
    const directory = await folder();
    const store = open(directory);
    await store.save(record(ID));
    await writeFile(join(directory, 'notes.txt'), 'mine');
    const whole = await readFile(join(directory, `${ID}.json`), 'utf8');
    const torn = '20261121T100009Z-load-dddddd';
    await writeFile(join(directory, `${torn}.json`), whole.slice(0, whole.length / 2));
    expect(await store.list()).toEqual({ ids: [ID, torn], foreign: ['notes.txt'] });
    await expect(store.load(torn)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' });
    expect((await store.load(ID)).id).toBe(ID);
  });

  const isRoot = process.getuid?.() === 0;
  test.skipIf(!isRoot || process.platform !== 'linux')(
    'a full disk is named, leaves no half file and the earlier records',
    async () => {
      const mount = await folder();
      await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', mount]);
      try {
        const store = open(mount);
        const small = { ...record(ID), measurement: { ...sampleLoad().measurement, series: [] }, targets: [] };
        await store.save(small);
        const big = {
          ...record('20261121T100002Z-load-eeeeee'),
          manifest: { ...small.manifest, options: 'x'.repeat(100_000) },
        };
        await expect(store.save(big)).rejects.toMatchObject({ code: 'STORE_FULL' });
        expect(await readdir(mount)).toEqual([`${ID}.json`]);
        expect((await store.load(ID)).id).toBe(ID);
      } finally {
        await run('umount', [mount]);
      }
    },
  );

  test.skipIf(isRoot)('a folder that cannot be written is named', async () => {
    const directory = join(await folder(), 'runs');
    await mkdir(directory);
    await chmod(directory, 0o500);
    await expect(open(directory).save(record(ID))).rejects.toMatchObject({ code: 'STORE_NOT_WRITABLE' });
  });

  test('a file where the folder should be is named', async () => {
    const file = join(await folder(), 'runs');
    await writeFile(file, '');
    await expect(open(file).save(record(ID))).rejects.toMatchObject({ code: 'STORE_NOT_WRITABLE' });
  });
});
