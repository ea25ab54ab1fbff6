import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { PARSERS, SAMPLES } from '../../../tests/store/sample-documents.ts';
import { testHistory } from '../store-contract.ts';
import { git } from './git-command.ts';
import { createGitHistory, type GitHistory } from './git-history.ts';

const run = promisify(execFile);
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

const SAVE = fileURLToPath(new URL('../../../tests/store/save-entries.ts', import.meta.url));
const BRANCH = 'loadline-history';
const ids = (count: number) =>
  Array.from({ length: count }, (_, index) => `20261121T10${String(index).padStart(4, '0')}Z-load-cccccc`);

/** A checkout with one commit, whose remote is a bare repository beside it. */
async function checkout(): Promise<{ readonly repository: string; readonly bare: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'loadline-git-'));
  folders.push(folder);
  const [repository, bare] = [join(folder, 'work'), join(folder, 'origin.git')];
  await run('git', ['init', '--quiet', '--bare', bare]);
  await run('git', ['init', '--quiet', '-b', 'main', repository]);
  const inWork = (...args: string[]) =>
    run('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: repository });
  await writeFile(join(repository, 'code.txt'), 'code');
  await inWork('add', '.');
  await inWork('commit', '-qm', 'first');
  await inWork('remote', 'add', 'origin', '../origin.git');
  return { repository, bare };
}

const open = (repository: string): GitHistory =>
  createGitHistory({ repository, remote: 'origin', branch: BRANCH, environment: process.env }, PARSERS.history);

/** Commits and files of the branch as the remote has it. */
async function onRemote(bare: string): Promise<{ readonly commits: number; readonly files: readonly string[] }> {
  const { stdout: count } = await run('git', ['rev-list', '--count', BRANCH], { cwd: bare });
  const { stdout: files } = await run('git', ['ls-tree', '-r', '--name-only', BRANCH], { cwd: bare });
  return { commits: Number(count), files: files.trim().split('\n') };
}

describe('git branch', { timeout: 60_000 }, () => {
  testHistory(async () => open((await checkout()).repository), SAMPLES.entry);

  test('eight jobs that push at once lose nothing, one commit an entry', async () => {
    const { repository, bare } = await checkout();
    const all = ids(24);
    const jobs = Array.from({ length: 8 }, (_, job) =>
      run(process.execPath, [SAVE, 'git', repository, BRANCH, ...all.slice(job * 3, job * 3 + 3)]),
    );
    await Promise.all(jobs);
    expect((await open(repository).list()).ids).toEqual(all);
    expect((await onRemote(bare)).commits).toBe(24);
  });

  test('the checkout keeps its files, index, refs and past as they were', async () => {
    const { repository } = await checkout();
    await writeFile(join(repository, 'code.txt'), 'changed');
    const state = async () => [
      (await git(['status', '--porcelain'], { cwd: repository, environment: process.env })).stdout.toString(),
      (await git(['for-each-ref'], { cwd: repository, environment: process.env })).stdout.toString(),
      await readdir(join(repository, '.git')),
      await readFile(join(repository, '.git/index')),
    ];
    const before = await state();
    await open(repository).save(SAMPLES.entry(ids(1)[0] ?? ''));
    await open(repository).entries({});
    expect(await state()).toEqual(before);
  });

  test('compaction bundles old entries and drops the past; nothing is lost, also beside a job that pushes', async () => {
    const { repository, bare } = await checkout();
    const all = ids(12);
    const history = open(repository);
    for (const id of all.slice(0, 10)) await history.save(SAMPLES.entry(id));
    const [bundled] = await Promise.all([
      history.compact(3),
      ...all.slice(10).map((id) => open(repository).save(SAMPLES.entry(id))),
    ]);
    expect(bundled).toBeGreaterThanOrEqual(7);
    expect((await history.list()).ids).toEqual(all);
    expect((await history.entries({})).entries).toHaveLength(12);
    const { commits, files } = await onRemote(bare);
    expect(commits).toBeLessThanOrEqual(3);
    expect(files).toContain('bundle.jsonl');
    expect(files.length).toBeLessThanOrEqual(6);
  });

  test('a bundled entry is loaded, never overwritten, bundled with more, and removed', async () => {
    const { repository } = await checkout();
    const [first = '', second = '', third = ''] = ids(3);
    const history = open(repository);
    await history.save(SAMPLES.entry(first));
    await history.compact(0);
    expect(await history.load(first)).toEqual(SAMPLES.entry(first));
    await expect(history.save(SAMPLES.entry(first))).rejects.toMatchObject({ code: 'RECORD_EXISTS' });
    await history.save(SAMPLES.entry(second));
    await history.save(SAMPLES.entry(third));
    await history.compact(1);
    expect((await history.remove([first])).removed).toEqual([first]);
    expect((await history.list()).ids).toEqual([second, third]);
  });

  test('foreign and torn files on the branch are named, hide no entry, and survive compaction', async () => {
    const { repository, bare } = await checkout();
    const history = open(repository);
    const [first = '', torn = ''] = ids(2);
    await history.save(SAMPLES.entry(first));
    await run('git', ['clone', '--quiet', '-b', BRANCH, bare, join(repository, '../other')]);
    const other = join(repository, '../other');
    await mkdir(join(other, 'entries'), { recursive: true });
    await writeFile(join(other, 'README.md'), 'hands off');
    await writeFile(join(other, `entries/${torn}.json`), '{"format":"loadline-hist');
    await run('git', ['add', '.'], { cwd: other });
    await run('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qm', 'hand'], { cwd: other });
    await run('git', ['push', '--quiet'], { cwd: other });
    const check = async () => {
      const { entries, skipped } = await history.entries({});
      expect(entries.map(({ id }) => id)).toEqual([first]);
      expect(skipped).toHaveLength(2);
      expect(skipped.join('\n')).toMatch(/README\.md[\s\S]*cut off|cut off[\s\S]*README\.md/);
    };
    await check();
    await history.compact(0);
    await check();
  });

  test('a remote that is not there is named in one sentence, without the password of its address', async () => {
    const { repository } = await checkout();
    await run('git', ['remote', 'set-url', 'origin', 'http://user:hunter2@127.0.0.1:9/x.git'], { cwd: repository });
    const failed = await open(repository)
      .save(SAMPLES.entry(ids(1)[0] ?? ''))
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'STORE_UNREACHABLE' });
    expect(String(failed)).not.toContain('hunter2');
    await run('git', ['remote', 'remove', 'origin'], { cwd: repository });
    await expect(open(repository).entries({})).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  });

  test('a push that the remote forbids is named, not tried for ever', async () => {
    const { repository, bare } = await checkout();
    await writeFile(join(bare, 'hooks/pre-receive'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await expect(open(repository).save(SAMPLES.entry(ids(1)[0] ?? ''))).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: expect.stringContaining('hook declined'),
    });
  });
});
