import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleUnchanged } from '../../reports/golden/sample-comparison.ts';
import { sampleLoad } from '../../reports/golden/sample-load.ts';
import { loadline } from './loadline.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-command-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const stack = /\n\s+at .*:\d+:\d+/;

test('help names every command, and each command its options', async () => {
  const general = await loadline(folder, ['--help']);
  expect(general).toMatchObject({ code: 0, stderr: '' });
  const commands = [...general.stdout.matchAll(/^ {2}([a-z]+) {2}/gm)].map(([, command = '']) => command);
  expect(commands).toEqual(expect.arrayContaining(['run', 'compare', 'report', 'bundle', 'verify', 'judge', 'detect']));
  const helps = await Promise.all(commands.map((command) => loadline(folder, [command, '--help'])));
  expect(helps.map(({ stdout }) => /^Usage: loadline (\w+)/m.exec(stdout)?.[1])).toEqual(commands);
}, 90_000);

test.each([
  [['rnu'], /USAGE: there is no command "rnu". Did you mean "run"\?/],
  [['run', '--scenaro', 'x'], /USAGE: .*no option --scenaro. Did you mean "--scenario"\?/],
  [['run', 'load'], /USAGE: "load" is one word too many/],
  [['run', '--url', 'localhost:80'], /USAGE: --url takes an address/],
  [['run', '--suite', 'micro', '--rate', '5'], /USAGE: --rate says nothing to a suite/],
  [['run', '--undecided', 'maybe'], /USAGE: --undecided takes pass or fail/],
  [['run', '--env', 'TOKEN=abc'], /USAGE: --env takes the name of a variable/],
  [['run'], /CONFIG_MISSING: /],
  [['run', '--config', 'nowhere.ts'], /CONFIG_MISSING: there is no config file nowhere.ts/],
  [['run', '--scenario', './gone.js', '--url', 'http://127.0.0.1:1'], /SCRIPT_MISSING: /],
  [['report'], /RECORD_MISSING: /],
  [['compare'], /CONFIG_MISSING: .* how a revision is installed and started/],
  [['bundle'], /RECORD_MISSING: /],
  [['verify'], /USAGE: "loadline verify" takes the bundle/],
  [['verify', 'gone.zip'], /INPUT_UNREADABLE: gone.zip/],
  [['judge'], /USAGE: /],
  [['judge', '--json', 'gone.json'], /INPUT_UNREADABLE: /],
  [['judge', '--json', '-'], /NO_DOCUMENTS: /],
])('%j gets one clear error, exit code 3 and no stack', async (words, message) => {
  const ended = await loadline(folder, words);
  expect(ended).toMatchObject({ code: 3, stdout: '' });
  expect(ended.stderr).toMatch(message);
  expect(ended.stderr).not.toMatch(stack);
});

test.each([
  ['export default {', /CONFIG_UNREADABLE: /],
  ['throw new Error("no");', /CONFIG_UNREADABLE: .*\n.*\n.*cause: no/],
  ['export const config = 1;', /CONFIG_INVALID: /],
  [
    `export default { subjects: { a: { url: 'http://127.0.0.1:1' } }, profiles: { p: [{ metric: 'latancy.p95', below: 1, source: 's' }] } };`,
    /CONFIG_INVALID: .*profiles.p.0.metric: there is no series "latancy". Did you mean "latency"\?/,
  ],
])('a config that says %s is refused by name and place', async (content, message) => {
  const path = join(folder, `config-${content.length}.ts`);
  writeFileSync(path, content);
  const ended = await loadline(folder, ['run', '--config', path]);
  expect(ended.code).toBe(3);
  expect(ended.stderr).toMatch(message);
  expect(ended.stderr).not.toMatch(stack);
});

test('judge answers each document on a line of its own, and names the ones that it cannot judge', async () => {
  const block = { requests: 100, over: 1 };
  const good = { id: 7, design: 'target', quantile: 0.95, limit: 85, blocks: Array.from({ length: 60 }, () => block) };
  const ended = await loadline(folder, ['judge', '--json', '-'], {
    input: `${JSON.stringify(good)}\n{"design":"tarot"}\nnonsense\n`,
  });
  expect(ended.code).toBe(3);
  expect(ended.stderr).toMatch(/DOCUMENT_INVALID: 2 of 3 documents/);
  const [first, second, third] = ended.stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(first).toMatchObject({ id: 7, verdict: 'met', estimate: 0.01, level: 0.95, looks: 1 });
  expect(second).toMatchObject({ line: 2, error: expect.stringContaining('design') });
  expect(third).toMatchObject({ line: 3, error: expect.any(String) });
});

test('detect answers each series on a line of its own', async () => {
  const values = Array.from({ length: 80 }, (_, run) => (run < 40 ? 100 : 120) + (run % 7));
  const ended = await loadline(folder, ['detect', '--json', '-'], {
    input: JSON.stringify({ series: [{ id: 'a', better: 'lower', values }, { id: 'b' }] }),
  });
  expect(ended.code).toBe(3);
  const [found, refused] = ended.stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(found).toMatchObject({ id: 'a', changePoints: [{ index: 40, direction: 'regression' }] });
  expect(refused).toMatchObject({ id: 'b', line: 1, error: expect.any(String) });
});

test('the report of an older run is written beside the newest, which stays the latest', async () => {
  const own = mkdtempSync(join(folder, 'records-'));
  const [older, newer] = ['20261121T100000Z-load-aaaaaa', '20261121T100001Z-load-bbbbbb'];
  mkdirSync(join(own, '.loadline', 'runs'), { recursive: true });
  for (const id of [older, newer])
    writeFileSync(join(own, '.loadline', 'runs', `${id}.json`), JSON.stringify({ ...sampleLoad(), id }));
  const path = (await loadline(own, ['report'])).stdout.trim();
  expect(path).toMatch(/latest\.html$/);
  const latest = readFileSync(path, 'utf8');
  expect(latest).toContain(newer);
  expect((await loadline(own, ['report', older])).stdout.trim()).toMatch(/aaaaaa\.html$/);
  expect(readFileSync(path, 'utf8')).toBe(latest);
});

test('a bundle is verified; a changed byte is named by its file, and what is no bundle is refused', async () => {
  const own = mkdtempSync(join(folder, 'bundles-'));
  const record = sampleUnchanged();
  mkdirSync(join(own, '.loadline', 'comparisons'), { recursive: true });
  writeFileSync(join(own, '.loadline', 'comparisons', `${record.id}.json`), JSON.stringify(record));
  const made = await loadline(own, ['bundle', record.id]);
  const path = made.stdout.trim();
  expect(path).toMatch(new RegExp(`bundles/${record.id}\\.zip$`));
  const verified = await loadline(own, ['verify', path]);
  expect(verified.stdout).toMatch(/VERIFIED .*: pass/);
  expect(verified.stdout).toContain(made.stderr.trim());
  expect(verified.code).toBe(0);
  const bytes = readFileSync(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const changed = await loadline(own, ['verify', path]);
  expect(changed.stdout).toMatch(/differs +(record\.json|report\.html) was changed/);
  expect(changed.code).toBe(1);
  writeFileSync(path, '<html>');
  const foreign = await loadline(own, ['verify', path]);
  expect(foreign.stderr).toMatch(/BUNDLE_UNREADABLE: .*it is no ZIP archive/);
  expect(foreign.code).toBe(3);
}, 90_000);

test('nothing that was refused leaves anything behind', () => {
  expect(readdirSync(folder).filter((name) => name === '.loadline')).toEqual([]);
});
