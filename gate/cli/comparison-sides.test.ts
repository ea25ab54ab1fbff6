import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { findSides, readSides, SIDE_OPTIONS, sourceText } from './comparison-sides.ts';

const command: Command = {
  name: 'try',
  summary: '',
  usage: '',
  positionals: 0,
  options: SIDE_OPTIONS,
  run: async () => 0,
};
const read = (...words: string[]) => readSides(parseArguments(command, words).values, command);

let folder = '';
const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, encoding: 'utf8' }).trim();
const find = (...words: string[]) => findSides(read(...words), folder, process.env);
const commit = (text: string) => {
  writeFileSync(join(folder, 'a.txt'), text);
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', text);
  return git('rev-parse', 'HEAD');
};
let fork = '';
let tip = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-sides-'));
  git('init', '-q', '-b', 'main');
  fork = commit('one');
  commit('two');
  git('checkout', '-qb', 'topic', fork);
  tip = commit('three');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('left alone, the work tree is compared with its merge base with the default branch, and that is said', async () => {
  expect(await find()).toEqual({
    sources: { baseline: { kind: 'revision', ref: fork }, candidate: { kind: 'worktree' } },
    labels: { baseline: `merge base with main (${fork.slice(0, 7)})`, candidate: null },
    isSameBuild: false,
  });
});

test('the default branch of the remote is believed before one of ours', async () => {
  git('update-ref', 'refs/remotes/origin/main', tip);
  git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  try {
    const { labels, isSameBuild } = await find();
    expect(labels.baseline).toBe(`merge base with origin/main (${tip.slice(0, 7)})`);
    expect(isSameBuild).toBe(true);
  } finally {
    git('symbolic-ref', '--delete', 'refs/remotes/origin/HEAD');
    git('update-ref', '-d', 'refs/remotes/origin/main');
  }
});

test('revisions that are named are taken as they are', async () => {
  expect(await find('--base', 'main', '--head=topic')).toMatchObject({
    sources: { baseline: { kind: 'revision', ref: 'main' }, candidate: { kind: 'revision', ref: 'topic' } },
    labels: { baseline: null, candidate: null },
  });
  expect((await find('--head', 'main')).sources.candidate).toEqual({ kind: 'revision', ref: 'main' });
});

test('the same commit on both sides is one build, unless the work tree was touched', async () => {
  expect((await find('--base', 'topic')).isSameBuild).toBe(true);
  writeFileSync(join(folder, 'a.txt'), 'dirty');
  expect((await find('--base', 'topic')).isSameBuild).toBe(false);
  expect((await find('--base', 'topic', '--head', 'topic')).isSameBuild).toBe(true);
  git('checkout', '-q', 'a.txt');
});

test.each([
  [['--base', 'nowhere'], 'REVISION_UNKNOWN', /there is no revision "nowhere"/],
  [['--base', 'tpoic'], 'REVISION_UNKNOWN', /Did you mean "topic"\?/],
  [['--head', 'nowhere'], 'REVISION_UNKNOWN', /"nowhere"/],
  [['--base', '--output=x'], 'REVISION_UNKNOWN', /"--output=x"/],
])('%j is refused', async (words, code, message) => {
  const [option, value] = words;
  await expect(find(`${option}=${value}`)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test('without a repository, a default branch, or a commit in common, nobody knows the baseline', async () => {
  const bare = mkdtempSync(join(tmpdir(), 'loadline-nogit-'));
  try {
    await expect(findSides(read(), bare, process.env)).rejects.toMatchObject({ code: 'BASE_MISSING' });
    const alone = join(bare, 'alone');
    mkdirSync(alone);
    const inAlone = (...words: string[]) => execFileSync('git', words, { cwd: alone });
    inAlone('init', '-q', '-b', 'trunk');
    inAlone('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'a', '--allow-empty');
    await expect(findSides(read(), alone, process.env)).rejects.toThrow(/nobody knows the default branch/);
    inAlone('checkout', '-q', '--orphan', 'main');
    inAlone('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'b', '--allow-empty');
    await expect(findSides(read('--head', 'trunk'), alone, process.env)).rejects.toThrow(/no commit in common/);
  } finally {
    rmSync(bare, { recursive: true });
  }
});

test('services need no repository, configurations only values', async () => {
  const urls = await find('--baseline-url=http://me:pw@127.0.0.1:1/a?b', '--candidate-url=http://127.0.0.1:2');
  expect(urls.sources.baseline).toEqual({ kind: 'url', url: 'http://me:pw@127.0.0.1:1/a?b' });
  expect(sourceText(urls.sources.baseline)).toBe('http://127.0.0.1:1/a');
  const { sources, isSameBuild } = await find('--candidate-env=POOL=1', '--candidate-env', 'MODE=a=b');
  expect(sources.baseline).toEqual({ kind: 'variables', env: {} });
  expect(sources.candidate).toEqual({ kind: 'variables', env: { POOL: '1', MODE: 'a=b' } });
  expect(sourceText(sources.candidate)).toBe('this checkout with POOL=1 MODE=a=b');
  expect(isSameBuild).toBe(false);
  expect((await find('--baseline-env=A=1', '--candidate-env=A=1')).isSameBuild).toBe(true);
});

test.each([
  [['--base=a', '--candidate-env=A=1'], /--base and --candidate-env name the sides in two ways/],
  [['--baseline-url=http://a', '--head=b'], /name the sides in two ways/],
  [['--baseline-url=http://a'], /go together/],
  [['--baseline-url=a', '--candidate-url=http://b'], /--baseline-url takes an address/],
  [['--candidate-env=A'], /--candidate-env takes NAME=VALUE, not "A"/],
  [['--candidate-env=1A=2'], /NAME=VALUE/],
  [['--candidate-env=PORT=80'], /cannot set PORT/],
])('%j is a usage error', (words, message) => {
  expect(() => read(...words)).toThrow(message);
});
