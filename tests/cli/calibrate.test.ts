import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CalibrationEntry } from '../../gate/core/model/calibration.ts';
import { parseCalibrationEntry } from '../../gate/ingest/calibration-entry.ts';
import { K6_BIN, PROJECT, testWithK6 } from '../collect/k6-under-test.ts';
import { type ComparedProject, comparedProject } from './compared-project.ts';
import { loadline } from './loadline.ts';

let project: ComparedProject;
beforeEach(() => {
  project = comparedProject();
  project.commit({ busyUs: 50 });
});
afterEach(() => project.remove());

const SHORT = ['--launches', '1', '--duration', '10s', '--warm-up', '1s'];

function withInject(): void {
  const path = join(project.folder, 'loadline.config.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  config.subjects.toy.inject = { BUSY_US: '{us}' };
  writeFileSync(path, JSON.stringify(config));
}

/** Everything that calibration kept, on whatever machine class this is, oldest first. */
function entries(): readonly CalibrationEntry[] {
  const root = join(project.folder, '.loadline', 'calibration');
  return (existsSync(root) ? readdirSync(root) : []).flatMap((machineClass) =>
    readdirSync(join(root, machineClass))
      .filter((name) => !name.includes('torn'))
      .sort()
      .map((name) => parseCalibrationEntry(readFileSync(join(root, machineClass, name), 'utf8'), name)),
  );
}

function isJudged(entry: CalibrationEntry | undefined): boolean {
  return entry?.metrics.some(({ comparison }) => comparison.verdict !== 'invalid') ?? false;
}

testWithK6(
  'identical builds and slowed-down ones are compared, kept one by one, and summed up over all runs of the command',
  async () => {
    withInject();
    const first = await loadline(project.folder, ['calibrate', '--comparisons', '1', '--inject', '300', ...SHORT]);
    expect(first.stderr).toContain('2 comparisons of toy with itself by hello, at most 42 s; Ctrl-C keeps those that');
    // On a machine that is too busy nothing can be judged; what was measured is kept all the same.
    expect([0, 2], first.stderr).toContain(first.code);
    const [identical, slowed] = entries();
    expect(entries()).toHaveLength(2);
    expect(identical).toMatchObject({ injected: null, subject: 'toy', benchmark: { kind: 'load', name: 'hello' } });
    expect(identical?.metrics.map(({ metric }) => metric)).toEqual(
      expect.arrayContaining(['latency.p50', 'sql-per-request', 'error-rate']),
    );
    const medianMs = identical?.metrics.find(({ metric }) => metric === 'latency.p50')?.baseline ?? 0;
    expect(slowed?.injected).toEqual({ share: 3, microseconds: Math.round(3000 * medianMs) });
    const change = slowed?.metrics.find(({ metric }) => metric === 'latency.p50')?.comparison.estimate ?? 0;
    expect(change).toBeGreaterThan(0.5);
    if (first.code === 0) {
      expect(first.stdout).toMatch(/latency p50 +0 of 1/);
      expect(first.stdout).toContain('0 of 1 comparison of identical builds alarmed: 0–98 % at 95 %.');
    }
    if (isJudged(slowed)) expect(first.stdout).toMatch(/300 % \(\d+ µs\) +[01] of 1/);

    const [machineClass = ''] = readdirSync(join(project.folder, '.loadline', 'calibration'));
    writeFileSync(
      join(project.folder, '.loadline', 'calibration', machineClass, '20261121T104500Z-torn-aaaaaa.json'),
      '{',
    );
    const second = await loadline(project.folder, ['calibrate', '--comparisons', '1', '--json', ...SHORT]);
    expect(second.stderr).toMatch(/left out: .*torn-aaaaaa\.json cannot be read as a calibration entry/);
    const judged = entries().filter((entry) => entry.injected === null && isJudged(entry)).length;
    expect(JSON.parse(second.stdout)).toMatchObject({ machineClass, comparisons: judged });
    expect([0, 2]).toContain(second.code);
  },
  180_000,
);

testWithK6(
  'Ctrl-C keeps the comparisons that are done, and says how many',
  async () => {
    const child = spawn(
      process.execPath,
      [join(PROJECT, 'bin', 'loadline.mjs'), 'calibrate', '--comparisons', '3', ...SHORT],
      { cwd: project.folder, env: { ...process.env, NO_COLOR: '1', K6_BIN }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    while (!stderr.includes('comparison 2 of 3') && child.exitCode === null) await sleep(50);
    child.kill('SIGINT');
    await once(child, 'close');
    expect(child.exitCode).toBe(3);
    expect(stderr).toMatch(/INTERRUPTED: stopped after 1 of 3 comparisons\.\s+Those are kept; run it again to go on\./);
    expect(stdout).toMatch(/of 1 comparison of identical builds alarmed|1 comparison could not be judged/);
    expect(entries()).toHaveLength(1);
  },
  180_000,
);

test('what cannot be injected is said before anything is measured', async () => {
  const { code, stderr } = await loadline(project.folder, ['calibrate', '--inject', '5']);
  expect(code).toBe(3);
  expect(stderr).toContain('CALIBRATION_NOT_INJECTABLE: nobody knows how to slow "toy" down');
  expect(entries()).toEqual([]);
});

test.each([
  ['--comparisons', '0', '--comparisons takes a whole number above 0'],
  ['--launches', '0', '--launches takes a whole number above 0'],
  ['--inject', '2,,5', '--inject takes percents above 0 such as 2,5,10, not "2,,5"'],
  ['--inject', '0', '--inject takes percents above 0'],
  ['--inject', 'five', '--inject takes percents above 0'],
])('%s %s is refused', async (option, value, reason) => {
  const { code, stderr } = await loadline(project.folder, ['calibrate', option, value]);
  expect([code, stderr]).toEqual([3, expect.stringContaining(reason)]);
});
