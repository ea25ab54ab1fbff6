import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../gate/cli/config.ts';
import { planRun } from '../gate/cli/run-plan.ts';
import { readConfig } from '../reference-server/config/config.ts';
import { profileNames } from '../reference-server/config/profile.ts';
import { ANSWER_BOUNDS_MS } from '../reference-server/monitor/answer-times.ts';

const root = join(import.meta.dirname, '..');
const loaded = await loadConfig(root, undefined);
const nothing = { scenario: undefined, suite: undefined, subject: undefined, url: undefined, profile: undefined };

test('every profile of the reference server can be judged', () => {
  expect(Object.keys(loaded?.config.profiles ?? {})).toEqual(expect.arrayContaining([...profileNames]));
  expect(profileNames).toHaveLength(6);
});

test.each([...profileNames, undefined])(
  '--profile %s runs the server with these settings under its own load, and asks only for what is measured there',
  async (profile) => {
    const plan = await planRun({ ...nothing, profile }, loaded, root);
    if (plan.kind !== 'load') throw new TypeError('a profile runs a scenario');
    const { subject, scenario, targets } = plan;
    expect(readConfig(subject.config.env).profile).toBe(profile ?? 'users');
    expect(plan.benchmark.name).toBe(profile === undefined || profile === 'strict' ? 'load' : profile);
    expect(existsSync(scenario.script)).toBe(true);
    const measured = ['latency', 'error-rate', 'throughput', ...Object.keys(subject.config.counters?.series ?? {})];
    const unmeasured = targets.filter(({ metric }) => !measured.includes(metric.split('.')[0] ?? ''));
    expect(targets.length).toBeGreaterThan(3);
    expect(unmeasured).toEqual([]);
  },
);

test('scenarios that need a token know the key of the lab that they are run against', () => {
  const { scenarios = {}, subjects = {} } = loaded?.config ?? {};
  const key = subjects.reference?.env?.LAB_KEY;
  expect(key).toMatch(/^[\da-f-]{36}$/);
  for (const name of ['load', 'smoke', 'soak', 'spike', 'stress', 'breakpoint', 'audit']) {
    expect([name, scenarios[name]?.env?.LAB_KEY]).toEqual([name, key]);
  }
  for (const [name, { env }] of Object.entries(subjects)) expect([name, env?.LAB_KEY]).toEqual([name, key]);
});

test.each([
  ['users', ['l1-within-5-ms-users', 'l2-within-20-ms-users', 'compressed-size', 'compression-time']],
  ['strict', ['l1-within-5-ms', 'l2-within-20-ms', 'compressed-size', 'compression-time']],
  ['opal', ['cached-within-5-ms-opal']],
  ['learning', ['l1-within-50-ms-learning', 'l2-within-100-ms-learning', 'misses-within-500-ms-learning']],
])('profile %s judges what its document says of cached answers and of compression', async (profile, limits) => {
  const plan = await planRun({ ...nothing, profile }, loaded, root);
  expect(plan.targets.map(({ metric }) => metric)).toEqual(expect.arrayContaining(limits));
});

test('a limit of cached answers is a bound that the server counts by', () => {
  const series = Object.values(loaded?.config.subjects ?? {}).flatMap(({ counters }) =>
    Object.entries(counters?.series ?? {}).filter(([name]) => /(?:l1|l2|cached|misses)-within-/.test(name)),
  );
  expect(series.length).toBeGreaterThan(8);
  for (const [name, one] of series) {
    const [, ms] = /-within-(\d+)-ms/.exec(name) ?? [];
    expect([name, ANSWER_BOUNDS_MS.includes(Number(ms))]).toEqual([name, true]);
    expect(JSON.stringify(one)).toContain(`le=\\"${Number(ms) / 1_000}\\"`);
  }
});
