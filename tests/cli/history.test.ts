import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readEnvironment } from '../../gate/collect/environment.ts';
import type { HistoryEntry } from '../../gate/core/model/history.ts';
import { seededRandom } from '../../gate/core/stats/random.ts';
import { parseHistoryEntry } from '../../gate/ingest/history-entry.ts';
import { startTestDatabase } from '../../reference-server/testing/test-database.ts';
import { loadline } from './loadline.ts';

// A suite whose one task takes what FACTOR says, with a little noise that the same run always has.
const SUITE = `
const factor = Number(process.env.FACTOR ?? 1);
const batches = Array.from({ length: 30 }, (_, batch) => ({
  samplesMs: Array.from({ length: 50 }, (_, sample) => factor * (1 + 0.01 * Math.sin(batch * 50 + sample))),
}));
for (const task of (process.env.TASKS ?? 'sort,parse').split(',')) console.log(JSON.stringify({ tool: 'tinybench', suite: 'list', task, batches }));
`;

// A run takes a second or two, several where the machine is busy.
vi.setConfig({ testTimeout: 120_000 });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-history-test-'));
  writeFileSync(join(folder, 'suite.mjs'), SUITE);
  writeFileSync(join(folder, '.gitignore'), '.loadline\nloadline.accepted.json\n');
  writeConfig({});
  git('init', '--quiet', '-b', 'main');
  commit('first');
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeConfig(more: object): void {
  const suites = {
    list: {
      tool: 'tinybench',
      command: ['node', 'suite.mjs'],
      targets: [{ metric: 'latency.p95', route: 'list: sort', below: 100, source: 'test' }],
    },
  };
  writeFileSync(join(folder, 'loadline.config.json'), JSON.stringify({ subjects: {}, suites, ...more }));
}
function git(...words: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
}
function commit(message: string): void {
  git('add', '.');
  git('commit', '--quiet', '--allow-empty', '-m', message);
}
const command = (words: string, env: Readonly<Record<string, string>> = {}) =>
  loadline(folder, words.split(' '), { env });
const historyFolder = () => join(folder, '.loadline/history');
function entries(): readonly HistoryEntry[] {
  return readdirSync(historyFolder())
    .sort()
    .map((name) => parseHistoryEntry(readFileSync(join(historyFolder(), name), 'utf8'), name));
}

/** Earlier runs of this machine and commit, as the suite would measure them but for one percent of noise. */
function withHistory(
  runs: number,
  change: (entry: HistoryEntry, run: number) => HistoryEntry = (entry) => entry,
): void {
  mkdirSync(historyFolder(), { recursive: true });
  const noise = seededRandom(3);
  const metrics = ['p50', 'p95', 'p99', 'mean'].flatMap((name) =>
    ['list: sort', 'list: parse'].map((route) => ({
      metric: `latency.${name}`,
      route,
      unit: 'ms',
      better: 'lower' as const,
    })),
  );
  for (let run = 0; run < runs; run += 1) {
    const minute = String(run).padStart(2, '0');
    const entry: HistoryEntry = {
      format: 'loadline-history',
      version: 1,
      id: `20260101T10${minute}00Z-list-aaaaaa`,
      startedAt: `2026-01-01T10:${minute}:00.000Z`,
      benchmark: { kind: 'micro', name: 'list' },
      subject: 'list',
      profile: null,
      git: { commit: git('rev-parse', 'HEAD').trim(), branch: 'main', isClean: true },
      environment: readEnvironment(process.env),
      plan: 'its own',
      facts: {},
      outcome: 'pass',
      exclusion: null,
      calibratorMs: null,
      metrics: metrics.map((name) => ({ ...name, value: 1 + 0.02 * (noise() - 0.5) })),
    };
    const made = change(entry, run);
    writeFileSync(join(historyFolder(), `${made.id}.json`), JSON.stringify(made));
  }
}

test('a first run passes its targets and says that there is no history; asked for, history leaves it undecided', async () => {
  const shown = await command('run --suite list');
  expect(shown.code).toBe(0);
  expect(shown.stdout).toMatch(/history +no earlier run/);
  rmSync(historyFolder(), { recursive: true });
  const asked = await command('run --suite list --against history');
  expect(asked.code).toBe(2);
  writeConfig({ history: {} });
  rmSync(historyFolder(), { recursive: true });
  expect((await command('run --suite list')).code).toBe(2);
  expect((await command('run --suite list --against yesterday')).stderr).toMatch(/--against takes history/);
});

test('an entry says what it is: a baseline, or why it is none', async () => {
  await command('run --suite list');
  expect(entries()[0]).toMatchObject({ exclusion: null, git: { branch: 'main', isClean: true } });
  expect(entries()[0]?.calibratorMs).toBeGreaterThan(0);
  expect((await command('list')).stdout).toMatch(/run +list +pass +[0-9a-f]{7} +main +baseline/);
  git('checkout', '--quiet', '-b', 'topic');
  writeFileSync(join(folder, 'suite.mjs'), `${SUITE}// changed`);
  await command('run --suite list');
  expect(entries()[1]?.exclusion).toBe('the work tree had changes that no commit holds');
  commit('topic');
  await command('run --suite list');
  expect(entries()[2]?.exclusion).toBe('a run of topic, not of main');
});

test('the same as ever passes against history; 30 % slower is confirmed by a second run and fails', async () => {
  withHistory(14);
  const same = await command('run --suite list --against history');
  expect(same.stdout).toMatch(/unchanged/);
  expect(same.stdout).toMatch(/nearest ancestor on main: [0-9a-f]{7}, this very commit/);
  expect(same.code).toBe(0);
  const before = entries().length;
  const slow = await command('run --suite list --against history', { FACTOR: '1.3' });
  expect(slow.stderr).toMatch(/one more run on a fresh process must confirm it/);
  expect(slow.stdout).toMatch(/regression/);
  expect(slow.code).toBe(1);
  const added = entries().slice(before);
  expect(added).toHaveLength(2);
  await command(`bundle ${added[0]?.id} --out b.zip`);
  const verified = await command('verify b.zip');
  expect(verified.stdout).toMatch(/VERIFIED .*: fail/);
  expect(verified.stdout).not.toContain('unchecked');
  expect(added[1]?.exclusion).toMatch(/^taken to confirm an alarm of /);
  const unconfirmed = await command('run --suite list --against history --no-confirm', { FACTOR: '1.3' });
  expect(unconfirmed.code).toBe(2);
});

test('a subject that says otherwise of itself than earlier runs is held against them, and that is said', async () => {
  withHistory(14, (entry, run) => ({ ...entry, facts: { settings: run < 12 ? 'old' : 'new' } }));
  const trend = await command('trend --benchmark list');
  expect(trend.stdout).toContain('subject changed  settings: "old" became "new"');
});

test('a history of another machine class is told and never compared with', async () => {
  withHistory(14, (entry) => ({ ...entry, environment: { ...entry.environment, machineClass: 'another' } }));
  const ended = await command('run --suite list --against history', { FACTOR: '1.3' });
  expect(ended.stdout).toMatch(/14 more of another machine class, which cannot be compared/);
  expect(ended.code).toBe(2);
});

test('a task that vanished is missed, not passed; once accepted the history begins anew', async () => {
  withHistory(14);
  const fewer = await command('run --suite list --against history', { TASKS: 'sort' });
  expect(fewer.stdout).toMatch(/not measured this time: list: parse/);
  expect(fewer.code).toBe(2);
  expect(entries().at(-1)?.exclusion).toMatch(/lacks what every run of the baseline has: list: parse/);
});

test('torn and foreign files, a clock that was ahead: each is named, nothing is lost and nothing is green', async () => {
  withHistory(15, (entry, run) =>
    run < 14 ? entry : { ...entry, id: '20991231T100000Z-list-cccccc', startedAt: '2099-12-31T10:00:00.000Z' },
  );
  writeFileSync(join(historyFolder(), '20260101T090000Z-list-bbbbbb.json'), '{"format":"loadline-hist');
  writeFileSync(join(historyFolder(), 'notes.txt'), 'mine');
  const ended = await command('run --suite list');
  expect(ended.stdout).toMatch(/notes\.txt/);
  expect(ended.stdout).toMatch(/090000Z-list-bbbbbb.*cut off/);
  expect(ended.stdout).toMatch(/yet to come/);
  expect(readdirSync(historyFolder())).toHaveLength(18);
});

test('a slowdown shows in the trend and fails; accepted with a reason it passes; expired it fails again', async () => {
  withHistory(30, (entry, run) => ({
    ...entry,
    metrics: entry.metrics.map((one) => ({ ...one, value: one.value * (run < 15 ? 0.7 : 1) })),
  }));
  const found = await command('trend --benchmark list');
  expect(found.stdout).toMatch(/fail +latency\.p50 of list: sort: a regression since run 20260101T1015/);
  expect(found.code).toBe(1);
  expect(readFileSync(join(folder, '.loadline/reports/trend-list.html'), 'utf8')).toContain('</html>');

  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.org');
  for (const route of ['list: sort', 'list: parse']) {
    const words = [
      'accept',
      '--benchmark',
      'list',
      '--metric',
      'latency.p50',
      '--route',
      route,
      '--reason',
      'safer sort',
    ];
    expect(await loadline(folder, words)).toMatchObject({ code: 0, stderr: '' });
  }
  const ledger = JSON.parse(readFileSync(join(folder, 'loadline.accepted.json'), 'utf8'));
  expect(ledger.accepted[0]).toMatchObject({
    benchmark: 'list',
    metric: 'latency.p50',
    route: 'list: parse',
    reason: 'safer sort',
    by: 'Ada <ada@example.org>',
    run: expect.stringMatching(/^20260101T1015/),
    until: null,
  });
  expect((await command('trend --benchmark list')).code).toBe(0);

  const expired = ledger.accepted.map((one: object) => ({ ...one, until: '2026-02-01' }));
  writeFileSync(join(folder, 'loadline.accepted.json'), JSON.stringify({ ...ledger, accepted: expired }));
  expect((await command('trend --benchmark list')).code).toBe(1);
});

test('words that name nothing, and days that are none, are refused by name', async () => {
  withHistory(1);
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.org');
  const refused = [
    ['accept --metric latency.p50 --reason x --until 2027-02-30', /--until takes a day/],
    ['accept --metric latency.p50 --reason x --until 2020-01-01', /past already/],
    ['accept --metric latency.p50', /takes --reason/],
    ['accept --benchmark list --metric latency.p05 --reason x', /no metric "latency.p05".*latency\.p50/],
    ['accept --benchmark nope --metric latency.p50 --reason x', /no benchmark "nope"/],
    ['accept --benchmark list --metric latency.p50 --route nope --reason x', /no route of latency\.p50 "nope"/],
    ['accept --benchmark list --metric coverage --reason x --run 20200101T000000Z-list-ffffff', /no record "20200101/],
    ['trend --metric nope --benchmark list', /no metric "nope"/],
  ] as const;
  for (const [words, said] of refused) {
    const ended = await command(words);
    expect(ended.stderr).toMatch(said);
    expect(ended.code).toBe(3);
  }
});

test('several commands that accept at once are all in the ledger; a damaged ledger is refused, not overwritten', async () => {
  withHistory(2);
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.org');
  const reasons = ['one', 'two', 'three', 'four'];
  const at = (reason: string) => command(`accept --benchmark list --metric coverage --reason ${reason}`);
  expect((await Promise.all(reasons.map(at))).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  const path = join(folder, 'loadline.accepted.json');
  const { accepted } = JSON.parse(readFileSync(path, 'utf8'));
  expect(accepted.map(({ reason }: { reason: string }) => reason).sort()).toEqual([...reasons].sort());
  writeFileSync(path, '{"format":"loadline-accepted","version":1,"accepted":[{}]}');
  const refused = await at('five');
  expect(refused.stderr).toMatch(/RECORD_UNREADABLE.*loadline\.accepted\.json/);
  expect((await command('run --suite list')).stderr).toMatch(/RECORD_UNREADABLE.*loadline\.accepted\.json/);
  expect(readFileSync(path, 'utf8')).toMatch(/\[\{\}\]/);
});

test('prune removes old records and their reports, tells before, and keeps what baselines need', async () => {
  withHistory(3);
  for (let run = 1; run <= 2; run += 1) await command('run --suite list');
  const dry = await command('prune --keep 1 --history --dry-run');
  expect(dry.stdout).toMatch(/would remove 1 runs/);
  expect(readdirSync(join(folder, '.loadline/runs'))).toHaveLength(2);
  const done = await command('prune --keep 1 --history');
  expect(done.stdout).toMatch(
    /removed 1 runs[\s\S]*removed 0 history entries\nkept 4 older history entries that baselines/,
  );
  expect(readdirSync(join(folder, '.loadline/runs'))).toHaveLength(1);
  expect(entries()).toHaveLength(5);
  expect((await command('prune')).stderr).toMatch(/one of --keep and --older-than/);
  expect((await command('prune --older-than soon')).stderr).toMatch(/number of days/);
});

test('jobs of a CI share history through a branch; a desk reads it and pushes nothing', async () => {
  mkdirSync(join(folder, '.loadline'), { recursive: true });
  git('init', '--quiet', '--bare', '.loadline/origin.git');
  git('remote', 'add', 'origin', './.loadline/origin.git');
  writeConfig({ history: { gitBranch: 'loadline-history' } });
  commit('config');
  await command('run --suite list', { CI: 'true' });
  const onBranch = () => git('--git-dir', '.loadline/origin.git', 'ls-tree', '-r', '--name-only', 'loadline-history');
  expect(onBranch().trim().split('\n')).toHaveLength(1);
  rmSync(historyFolder(), { recursive: true });
  const desk = await command('run --suite list', { CI: 'false' });
  expect(desk.stdout).toMatch(/1 earlier run of main/);
  expect(onBranch().trim().split('\n')).toHaveLength(1);
  rmSync(join(folder, '.loadline/origin.git'), { recursive: true });
  const cut = await command('run --suite list', { CI: 'true' });
  expect(cut.stderr).toMatch(/cannot be reached/);
  expect(entries()).toHaveLength(2);
});

test('a team shares runs and history through a PostgreSQL; where it cannot be reached everything is kept here', async () => {
  const database = await startTestDatabase();
  try {
    await command('run --suite list', { LOADLINE_STORE: database.url });
    const [id = ''] = entries().map((entry) => entry.id);
    rmSync(join(folder, '.loadline'), { recursive: true });
    const elsewhere = (words: string) => command(words, { LOADLINE_STORE: database.url });
    expect((await elsewhere('list')).stdout).toContain(id);
    expect((await elsewhere(`show ${id}`)).stdout).toMatch(/PASS/);
    expect((await elsewhere('run --suite list')).stdout).toMatch(/1 earlier run of main/);
  } finally {
    await database.stop();
  }
  const cut = await command('run --suite list', { LOADLINE_STORE: 'postgres://ada:hunter2@127.0.0.1:9/x' });
  expect(cut.code).toBe(0);
  expect(cut.stderr.match(/cannot be used/g)).toHaveLength(1);
  expect(`${cut.stdout}${cut.stderr}`).not.toContain('hunter2');
  expect(entries()).toHaveLength(2);
  expect((await command('run --suite list', { LOADLINE_STORE: 'nonsense' })).stderr).toMatch(/STORE_ADDRESS_INVALID/);
});
