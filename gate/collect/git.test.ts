import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readGit } from './git.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-git-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const environment = { PATH: process.env.PATH, HOME: tmpdir(), GIT_DIR: '/nowhere' };
const read = (cwd = folder) => readGit(cwd, environment);

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
}

test('no repository, and a repository without a commit, are null', async () => {
  expect(await read()).toBeNull();
  git('init', '--quiet', '--initial-branch=trunk');
  expect(await read()).toBeNull();
});

test('commit and branch are read, from a folder below as well; a changed or a new file is not clean', async () => {
  git('init', '--quiet', '--initial-branch=trunk');
  mkdirSync(join(folder, 'deep'));
  writeFileSync(join(folder, 'deep', 'a.txt'), 'a');
  git('add', '.');
  git('commit', '--quiet', '--message=first');
  const commit = git('rev-parse', 'HEAD').trim();
  expect(await read()).toEqual({ commit, branch: 'trunk', isClean: true });
  writeFileSync(join(folder, 'new.txt'), 'b');
  expect(await read(join(folder, 'deep'))).toEqual({ commit, branch: 'trunk', isClean: false });
});

test('what Loadline itself leaves behind does not make a tree unclean; a detached head has no branch', async () => {
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message=first');
  git('checkout', '--quiet', '--detach');
  mkdirSync(join(folder, 'sub', '.loadline', 'runs'), { recursive: true });
  writeFileSync(join(folder, 'sub', '.loadline', 'runs', 'r.json'), '{}');
  expect(await read()).toMatchObject({ branch: null, isClean: true });
});

test('a CI job that checked out a bare commit says its branch by a variable; at a desk that variable says nothing', async () => {
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message=first');
  git('checkout', '--quiet', '--detach');
  const job = { ...environment, CI: 'true' };
  expect(await readGit(folder, { ...job, CI_COMMIT_BRANCH: 'main' })).toMatchObject({ branch: 'main' });
  expect(await readGit(folder, { ...job, BRANCH_NAME: 'PR-7' })).toMatchObject({ branch: 'PR-7' });
  expect(await readGit(folder, job)).toMatchObject({ branch: null });
  expect(await readGit(folder, { ...environment, CI_COMMIT_BRANCH: 'main' })).toMatchObject({ branch: null });
});
