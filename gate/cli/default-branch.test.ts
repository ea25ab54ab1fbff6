import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { historyBranch } from './history-branch.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-branch-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs git in a folder, as nobody in particular. */
function git(cwd: string, ...words: readonly string[]): void {
  const nobody = ['-c', 'user.name=n', '-c', 'user.email=n@example.org'];
  execFileSync('git', [...nobody, ...words], { cwd, stdio: 'pipe' });
}

function repository(branch: string): string {
  const path = join(folder, branch);
  git(folder, 'init', '--quiet', '-b', branch, path);
  git(path, 'commit', '--quiet', '--allow-empty', '-m', 'first');
  return path;
}

const branchIn = (path: string, branch?: string) =>
  historyBranch(
    branch === undefined ? null : { path, folder: path, config: { subjects: {}, history: { branch } } },
    path,
    { PATH: process.env.PATH, HOME: folder },
  );

test('runs of a repository on master become baselines, though nobody says so', () => {
  const path = repository('master');
  expect(branchIn(path)).toBe('master');
  git(path, 'checkout', '--quiet', '-b', 'topic');
  expect(branchIn(path)).toBe('master');
});

test('a clone follows what its origin calls the default branch', () => {
  const origin = repository('develop');
  git(origin, 'branch', 'main');
  git(folder, 'clone', '--quiet', origin, join(folder, 'clone'));
  expect(branchIn(join(folder, 'clone'))).toBe('develop');
});

test('the config has the last word, and where nobody knows it is main', () => {
  expect(branchIn(repository('master'), 'release')).toBe('release');
  expect(branchIn(repository('trunk'))).toBe('main');
  expect(branchIn(folder)).toBe('main');
});
