import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { sampleLoad } from '../../reports/golden/sample-load.ts';
import { PARSERS, SAMPLES } from '../../tests/store/sample-documents.ts';
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
const open = (directory: string) => createFileStore({ directory, parsers: PARSERS });
const ID = '20261121T100000Z-load-aaaaaa';
const TORN = '20261121T100009Z-load-dddddd';

describe('file store', () => {
  testRunStore(async () => open(join(await folder(), 'deep')), SAMPLES);

  test('foreign and torn records are named or refused, and hide no other', async () => {
    const directory = await folder();
    const { runs } = open(directory);
    const path = await runs.save(SAMPLES.run(ID));
    const whole = await readFile(path);
    await writeFile(join(directory, 'runs/notes.txt'), 'mine');
    await writeFile(join(directory, `runs/${TORN}.json.gz`), whole.subarray(0, whole.length / 2));
    expect(await runs.list()).toEqual({ ids: [ID, TORN], foreign: ['notes.txt'] });
    await expect(runs.load(TORN)).rejects.toMatchObject({
      code: 'RECORD_UNREADABLE',
      message: expect.stringContaining('it is cut off'),
    });
    expect((await runs.load(ID)).id).toBe(ID);
  });

  test('a folder and a link to nothing under a name of a record are told as what they are, and hide no record', async () => {
    const directory = await folder();
    const { runs, history } = open(directory);
    await runs.save(SAMPLES.run(ID));
    await history.save(SAMPLES.entry(ID));
    const [FOLDER, LINK] = [TORN, '20261121T100010Z-load-eeeeee'];
    await mkdir(join(directory, `runs/${FOLDER}.json.gz`));
    await symlink(join(directory, 'nowhere'), join(directory, `runs/${LINK}.json.gz`));
    await mkdir(join(directory, `history/${FOLDER}.json`));
    expect(await runs.list()).toEqual({
      ids: [ID],
      foreign: [`${FOLDER}.json.gz, a folder,`, `${LINK}.json.gz, a link to nothing,`],
    });
    const refused = (what: string) => ({
      code: 'RECORD_UNREADABLE',
      message: expect.stringContaining(`it is ${what}.`),
    });
    await expect(runs.load(FOLDER)).rejects.toMatchObject(refused('a folder'));
    await expect(runs.load(LINK)).rejects.toMatchObject(refused('a link to nothing'));
    const { entries, skipped } = await history.entries({});
    expect(entries).toHaveLength(1);
    expect(skipped).toEqual([`${FOLDER}.json, a folder, in ${join(directory, 'history')} is no history entry`]);
  });

  test('a record kept as a link is a record', async () => {
    const directory = await folder();
    const { runs } = open(directory);
    const path = await runs.save(SAMPLES.run(ID));
    await rename(path, join(directory, 'elsewhere'));
    await symlink(join(directory, 'elsewhere'), path);
    expect(await runs.list()).toEqual({ ids: [ID], foreign: [] });
    expect((await runs.load(ID)).id).toBe(ID);
  });

  test('what cannot be removed is named, and stops nothing else from going', async () => {
    const directory = await folder();
    const { runs } = open(directory);
    const later = '20261121T100011Z-load-ffffff';
    for (const id of [ID, later]) await runs.save(SAMPLES.run(id));
    const inTheWay = join(directory, `runs/${TORN}.json.gz`);
    await mkdir(inTheWay);
    expect(await runs.remove([ID, TORN, later])).toMatchObject({ removed: [ID, later], left: [{ path: inTheWay }] });
    expect(await readdir(join(directory, 'runs'))).toEqual([`${TORN}.json.gz`]);
  });

  test('a record that is not the one its file names is refused', async () => {
    const directory = await folder();
    const { runs } = open(directory);
    const path = await runs.save(SAMPLES.run(ID));
    await rename(path, path.replace(ID, TORN));
    await expect(runs.load(TORN)).rejects.toMatchObject({
      code: 'RECORD_UNREADABLE',
      message: expect.stringContaining(`it holds ${ID}`),
    });
  });

  test('torn, foreign and misnamed history entries are skipped by name, and hide no other', async () => {
    const directory = await folder();
    const { history } = open(directory);
    await history.save(SAMPLES.entry(ID));
    const inHistory = (name: string, text: string) => writeFile(join(directory, 'history', name), text);
    await inHistory('notes.txt', 'mine');
    await inHistory(`${TORN}.json`, JSON.stringify(SAMPLES.entry(TORN)).slice(0, 99));
    await inHistory('20261121T100008Z-load-dddddd.json', JSON.stringify(SAMPLES.entry(ID)));
    const { entries, skipped } = await history.entries({});
    expect(entries).toEqual([SAMPLES.entry(ID)]);
    expect(skipped).toEqual([
      expect.stringContaining('notes.txt'),
      expect.stringMatching(`100008Z.*holds ${ID}`),
      expect.stringMatching(`${TORN}.*cut off`),
    ]);
  });

  test('a record that was written before records were packed is read, listed once and removed', async () => {
    const directory = await folder();
    const { runs } = open(directory);
    await mkdir(join(directory, 'runs'));
    await writeFile(join(directory, `runs/${ID}.json`), JSON.stringify(SAMPLES.run(ID)));
    expect(await runs.load(ID)).toEqual(SAMPLES.run(ID));
    expect((await runs.list()).ids).toEqual([ID]);
    expect(await runs.remove([ID])).toEqual({ removed: [ID], left: [] });
    expect(await readdir(join(directory, 'runs'))).toEqual([]);
  });

  test('a record is packed to less than a third', async () => {
    const record = { ...sampleLoad(), id: ID };
    const { size } = await stat(await open(await folder()).runs.save(record));
    expect(size).toBeLessThan(JSON.stringify(record).length / 3);
  });

  const isRoot = process.getuid?.() === 0;
  test.skipIf(!isRoot || process.platform !== 'linux')(
    'a full disk is named, leaves no half file and the earlier records',
    async () => {
      const mount = await folder();
      await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', mount]);
      try {
        const { runs, history } = open(mount);
        await runs.save(SAMPLES.run(ID));
        const noise = Array.from({ length: 40_000 }, (_, index) => (Math.sin(index) * 1e9).toString(36)).join();
        const big = { ...SAMPLES.run('20261121T100002Z-load-eeeeee'), profile: noise };
        await expect(runs.save(big)).rejects.toMatchObject({ code: 'STORE_FULL' });
        await expect(history.save({ ...SAMPLES.entry(ID), profile: noise })).rejects.toMatchObject({
          code: 'STORE_FULL',
        });
        expect(await readdir(join(mount, 'runs'))).toEqual([`${ID}.json.gz`]);
        expect((await runs.load(ID)).id).toBe(ID);
      } finally {
        await run('umount', [mount]);
      }
    },
  );

  test.skipIf(isRoot)('a folder that cannot be written is named', async () => {
    const directory = await folder();
    await chmod(directory, 0o500);
    await expect(open(directory).runs.save(SAMPLES.run(ID))).rejects.toMatchObject({ code: 'STORE_NOT_WRITABLE' });
  });

  test('a file where the folder should be is named', async () => {
    const file = join(await folder(), 'store');
    await writeFile(file, '');
    await expect(open(file).runs.save(SAMPLES.run(ID))).rejects.toMatchObject({ code: 'STORE_NOT_WRITABLE' });
  });
});
