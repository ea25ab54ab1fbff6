import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { K6_BIN, PROJECT, testWithK6 } from '../collect/k6-under-test.ts';
import { processesWith } from '../collect/processes.ts';
import { startMarked } from '../marked-processes.ts';
import { type ComparedProject, comparedProject } from './compared-project.ts';
import { loadline } from './loadline.ts';
import { runningSubject } from './running-subject.ts';

let project: ComparedProject;
beforeEach(() => {
  project = comparedProject();
});
afterEach(() => {
  const left = processesWith(project.folder);
  project.remove();
  expect(left, 'processes left behind').toEqual([]);
});

/** Launches of six blocks: enough for a change of a third, and no more than a test should take. */
const SHORT = ['--duration', '12s', '--warm-up', '2s'];
const TWICE = ['--launches', '2', ...SHORT];
const compare = (...words: readonly string[]) => loadline(project.folder, ['compare', ...words]);

testWithK6(
  'a revision that burns a third more fails, says so metric by metric, and can be verified and reported again',
  async () => {
    const base = project.commit({ busyUs: 500 });
    project.git('checkout', '-qb', 'topic');
    project.commit({ busyUs: 900 });
    const ended = await compare('--launches', '3', ...SHORT);
    expect(ended.stderr).toContain(`baseline: merge base with main (${base.slice(0, 7)})`);
    expect(ended.stderr).toMatch(/launch 1 of at most 3: latency p50 .*, .*(needed|decided)/);
    expect(ended.stderr).not.toMatch(/undefined|NaN/);
    expect(ended.stdout).toMatch(/regression +latency p50 .*\+\d+ %/);
    expect(ended.stdout).toMatch(/(unchanged|inconclusive) +SQL per request/);
    expect(ended.stdout).toMatch(/FAIL +latency p50: \+\d+ %/);
    expect(ended.stdout).toMatch(/function +burn \(server\.mjs:\d+\)/);
    expect(ended.stdout).toMatch(/self-check +never calibrated/);
    expect(ended.stdout).not.toMatch(/undefined|NaN/);
    expect(ended.code).toBe(1);
    const [record] = project.records();
    expect(record).toMatchObject({
      outcome: 'fail',
      baseline: { git: { commit: base } },
      plan: { margin: 0.1, rate: 150, looks: [1, 2, 3] },
      explanation: { functions: expect.arrayContaining([expect.objectContaining({ name: 'burn' })]) },
    });
    // It ends with the first look that is certain.
    expect(record?.launches.length).toBeLessThanOrEqual(3);

    const again = await loadline(project.folder, ['report']);
    expect(again.stdout.trim()).toMatch(/latest\.html$/);
    const bundle = await loadline(project.folder, ['bundle', '--out', 'b.zip']);
    expect(bundle.code).toBe(0);
    const verified = await loadline(project.folder, ['verify', 'b.zip']);
    expect(verified.stdout).toMatch(/VERIFIED .*: fail/);
    expect(verified.code).toBe(0);
    expect(project.git('status', '--porcelain')).toBe('?? b.zip');
    expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
  },
  240_000,
);

test('a suite goes through the same gate, task by task', async () => {
  project.commit({ busyUs: 500 });
  project.git('checkout', '-qb', 'topic');
  project.commit({ busyUs: 530 });
  const slower = await compare('--suite', 'micro', '--margin', '3%');
  expect(slower.stdout).toMatch(/regression +latency p50 of toy: burn +502 µs +533 µs +\+6\.2 % .* 3 %/);
  expect(slower.stdout).toMatch(/FAIL .*1 of 1 primary metrics worse/);
  expect(slower.code).toBe(1);
  expect(project.records()[0]?.plan.primary).toEqual([{ metric: 'latency.p50', route: 'toy: burn' }]);
  const same = await compare('--suite', 'micro', '--base', 'topic');
  expect(same.stdout).toMatch(/PASS/);
  expect(same.code).toBe(0);
}, 60_000);

testWithK6(
  'one revision against itself does not fail, and is said to be noise',
  async () => {
    project.commit({ busyUs: 500 });
    const ended = await compare('--base', 'HEAD', ...TWICE);
    expect(ended.stderr).toContain('both sides are the same');
    expect(ended.stdout).toMatch(/(PASS|UNDECIDED) /);
    expect([0, 2]).toContain(ended.code);
    expect(project.records()).toMatchObject([{ explanation: null }]);
  },
  180_000,
);

test('readers of stdout and stderr that leave change neither the outcome nor what is recorded', async () => {
  project.commit({ busyUs: 500 });
  const child = spawn(
    process.execPath,
    [join(PROJECT, 'bin', 'loadline.mjs'), 'compare', '--suite', 'micro', '--base', 'HEAD'],
    {
      cwd: project.folder,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  child.stdout.destroy();
  child.stderr.once('data', () => child.stderr.destroy());
  await once(child, 'exit');
  expect([child.exitCode, child.signalCode]).toEqual([0, null]);
  expect(project.records()).toMatchObject([{ outcome: 'pass' }]);
  expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
}, 60_000);

testWithK6(
  'a candidate that dies under a load that the baseline bears fails at once',
  async () => {
    project.commit({ busyUs: 200 });
    const ended = await compare('--candidate-env', 'DIES_AFTER=100', ...SHORT);
    expect(ended.stdout).toMatch(/FAIL .*the candidate ended under load, in launch 1: exit code 4/);
    expect(ended.code).toBe(1);
    expect(project.records()).toMatchObject([{ outcome: 'fail', explanation: null }]);
    expect((await loadline(project.folder, ['report'])).code).toBe(0);
  },
  60_000,
);

testWithK6(
  'one more statement per request is found between two configurations of one checkout, at once with another comparison',
  async () => {
    project.commit({ busyUs: 200 });
    const words = [...TWICE, '--no-explain', '--rate', '60'];
    const [slower, same] = await Promise.all([
      compare('--candidate-env', 'STATEMENTS=2', ...words),
      compare('--baseline-env', 'STATEMENTS=1', '--json', ...words),
    ]);
    expect(slower.stdout).toMatch(/regression +SQL per request +1 statements +2 statements +\+100 %/);
    expect(slower.stdout).toMatch(/candidate +STATEMENTS=2/);
    expect(slower.code).toBe(1);
    expect(JSON.parse(same.stdout)).toMatchObject({
      format: 'loadline-comparison',
      baseline: { env: { STATEMENTS: '1' } },
      candidate: { env: {} },
    });
    expect(project.records()).toHaveLength(2);
  },
  240_000,
);

testWithK6(
  'two services that run already need neither git nor config',
  async () => {
    const [baseline, candidate] = await Promise.all([runningSubject(300), runningSubject(700)]);
    const elsewhere = mkdtempSync(join(tmpdir(), 'loadline-elsewhere-'));
    try {
      const script = join(project.folder, 'script.js');
      const ended = await loadline(elsewhere, [
        'compare',
        '--scenario',
        script,
        `--baseline-url=${baseline.url.replace('//', '//me:secret@')}`,
        `--candidate-url=${candidate.url}`,
        '--rate=100',
        ...TWICE,
        '--no-explain',
      ]);
      expect(ended.stdout).toMatch(/regression +latency p50/);
      expect(ended.stdout).toContain(`baseline    ${baseline.url}`);
      expect(ended.stdout + ended.stderr).not.toContain('secret');
      expect(ended.code).toBe(1);
    } finally {
      baseline.stop();
      candidate.stop();
      rmSync(elsewhere, { recursive: true });
    }
  },
  180_000,
);

test.each([
  [['--base', 'nowhere'], /REVISION_UNKNOWN: there is no revision "nowhere"/],
  [['--base', 'HEAD', '--candidate-url', 'http://127.0.0.1:1'], /USAGE: --base and --candidate-url name the sides/],
  [['--candidate-url', 'http://127.0.0.1:1'], /USAGE: .* go together/],
  [['--candidate-env', 'POOL'], /USAGE: --candidate-env takes NAME=VALUE/],
  [['--launches', '0'], /USAGE: --launches takes a whole number above 0/],
  [['--margin', '5'], /USAGE: --margin takes a share/],
  [['--duration', '6s'], /LAUNCH_TOO_SHORT: .* 5 of 2 s are needed/],
  [['--suite', 'micro', '--rate', '5'], /USAGE: --rate says nothing to a suite/],
  [['--scenario', 'helo'], /NAME_UNKNOWN: .* Did you mean "hello"\?/],
  [['--subject', 'tot'], /NAME_UNKNOWN: .* Did you mean "toy"\?/],
])('%j gets one sentence, exit code 3, and leaves nothing', async (words, message) => {
  project.commit({ busyUs: 1 });
  const ended = await compare(...words);
  expect(ended).toMatchObject({ code: 3, stdout: '' });
  expect(ended.stderr).toMatch(message);
  expect(project.git('status', '--porcelain', '--ignored')).toBe('');
});

testWithK6(
  'a base that does not start is named with its last words, and nothing is recorded',
  async () => {
    project.commit({ busyUs: 1, isBroken: true });
    project.git('checkout', '-qb', 'topic');
    project.commit({ busyUs: 1 });
    const ended = await compare(...SHORT);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(/SUBJECT_EXITED: .*baseline.*out of coffee/s);
    expect(() => project.records()).toThrow(/ENOENT/);
    expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
  },
  60_000,
);

testWithK6(
  'Ctrl-C in the middle of a launch leaves no process, no checkout and no record',
  async () => {
    project.commit({ busyUs: 1 });
    writeFileSync(join(project.folder, 'speed.mjs'), 'export const busyUs = 2;\nexport const isBroken = false;\n');
    const command = startMarked(process.execPath, [join(PROJECT, 'bin', 'loadline.mjs'), 'compare', '--base', 'HEAD'], {
      cwd: project.folder,
      env: { K6_BIN, CI: 'true' },
    });
    await command.says(/launch 1\/5/);
    expect(command.commandLines().filter((line) => line.includes('server.mjs'))).toHaveLength(2);
    command.child.kill('SIGINT');
    await command.allGone();
    expect(command.output()).toMatch(/INTERRUPTED: stopped by SIGINT/);
    expect(command.child.exitCode).toBe(3);
    expect(() => project.records()).toThrow(/ENOENT/);
    expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
  },
  60_000,
);

testWithK6(
  'Ctrl-C while a regression is looked into keeps the verdict and its record',
  async () => {
    project.commit({ busyUs: 1 });
    const words = [
      'compare',
      '--candidate-env',
      'STATEMENTS=2',
      '--launches',
      '1',
      '--duration',
      '10s',
      '--warm-up=1s',
    ];
    const command = startMarked(process.execPath, [join(PROJECT, 'bin', 'loadline.mjs'), ...words], {
      cwd: project.folder,
      env: { K6_BIN, CI: 'true' },
    });
    await command.says('looking where the difference lies');
    command.child.kill('SIGINT');
    await command.allGone();
    expect(command.output()).toMatch(/FAIL +SQL per request: \+100 %/);
    expect(command.output()).toMatch(/not seen +The difference was not looked into: stopped by SIGINT/);
    expect(command.child.exitCode).toBe(1);
    expect(project.records()).toMatchObject([{ outcome: 'fail' }]);
  },
  90_000,
);

test('a record that is torn or foreign is named, and the others are not touched', async () => {
  project.commit({ busyUs: 1 });
  const id = '20261121T104500Z-compare-hello-3f2a9c';
  const place = join(project.folder, '.loadline', 'comparisons');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, `${id}.json`), '{"format":"loadline-comparison","version":1');
  const ended = await loadline(project.folder, ['report', id]);
  expect(ended.code).toBe(3);
  expect(ended.stderr).toMatch(/RECORD_UNREADABLE: .*cut off, or no JSON/);
});
