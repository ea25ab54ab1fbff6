import { expect, test } from 'vitest';
import type { LoadedConfig } from './config.ts';
import { planRun } from './run-plan.ts';

const target = { metric: 'latency.p95', below: 85, source: 'us' };
const loaded: LoadedConfig = {
  path: '/project/loadline.config.ts',
  folder: '/project',
  config: {
    subjects: {
      shop: { url: 'http://127.0.0.1:{port}', command: ['node', 'shop.js'] },
      blog: { url: 'http://127.0.0.1:8080' },
    },
    scenarios: {
      load: { script: 'scenarios/load.ts', rate: 500 },
      spike: { script: 'scenarios/spike.ts', profile: 'calm' },
    },
    suites: { micro: { tool: 'tinybench', command: ['node', 'bench.ts'], targets: [target] } },
    profiles: { fast: [target], calm: [], posts: { targets: [target], subject: 'blog', scenario: 'spike' } },
  },
};
const nothing = { scenario: undefined, suite: undefined, subject: undefined, url: undefined, profile: undefined };

test('without a word the first scenario, subject and profile are taken', async () => {
  const plan = await planRun(nothing, loaded, '/elsewhere');
  expect(plan).toMatchObject({
    kind: 'load',
    benchmark: { kind: 'load', name: 'load' },
    subject: { name: 'shop' },
    profile: 'fast',
    targets: [target],
  });
  expect(plan.kind === 'load' && plan.scenario.script).toBe('/project/scenarios/load.ts');
});

test("a scenario's own profile comes before the first, and the command line before both", async () => {
  const spike = { ...nothing, scenario: 'spike' };
  expect(await planRun(spike, loaded, '/')).toMatchObject({ profile: 'calm', targets: [] });
  expect(await planRun({ ...spike, profile: 'fast' }, loaded, '/')).toMatchObject({ profile: 'fast' });
});

test('a profile brings its subject and its scenario, unless the command line names others', async () => {
  const posts = { ...nothing, profile: 'posts' };
  expect(await planRun(posts, loaded, '/')).toMatchObject({
    benchmark: { name: 'spike' },
    subject: { name: 'blog' },
    profile: 'posts',
    targets: [target],
  });
  expect(await planRun({ ...posts, subject: 'shop', scenario: 'load' }, loaded, '/')).toMatchObject({
    benchmark: { name: 'load' },
    subject: { name: 'shop' },
    profile: 'posts',
  });
  expect(await planRun({ ...posts, url: 'http://127.0.0.1:9000' }, loaded, '/')).toMatchObject({
    benchmark: { name: 'spike' },
    subject: { name: '127.0.0.1:9000', config: { url: 'http://127.0.0.1:9000' } },
  });
});

test('a scenario whose profile has a subject is run on that one', async () => {
  const scenarios = { ...loaded.config.scenarios, posts: { script: 'scenarios/posts.ts', profile: 'posts' } };
  const more = { ...loaded, config: { ...loaded.config, scenarios } };
  expect(await planRun({ ...nothing, scenario: 'posts' }, more, '/')).toMatchObject({
    benchmark: { name: 'posts' },
    subject: { name: 'blog' },
    profile: 'posts',
  });
});

test('a foreign service is judged by its own thresholds, unless a profile is named', async () => {
  const request = { ...nothing, url: 'http://127.0.0.1:9000/' };
  expect(await planRun(request, loaded, '/')).toMatchObject({
    subject: { name: '127.0.0.1:9000' },
    profile: null,
    targets: [],
  });
  expect(await planRun({ ...request, profile: 'fast' }, loaded, '/')).toMatchObject({
    profile: 'fast',
    targets: [target],
  });
});

test('a script and a url need no config', async () => {
  const script = new URL(import.meta.url).pathname;
  const plan = await planRun({ ...nothing, scenario: script, url: 'http://127.0.0.1:9000' }, null, '/');
  expect(plan).toMatchObject({ kind: 'load', benchmark: { name: 'run-plan.test' }, profile: null });
});

test('a suite takes its kind from its tool', async () => {
  expect(await planRun({ ...nothing, suite: 'micro' }, loaded, '/')).toMatchObject({
    kind: 'suite',
    benchmark: { kind: 'micro' },
    targets: [target],
  });
});

test.each([
  [{ ...nothing, scenario: 'laod' }, 'NAME_UNKNOWN', /Did you mean "load"/],
  [{ ...nothing, scenario: 'constructor' }, 'NAME_UNKNOWN', /no scenario "constructor"/],
  [{ ...nothing, subject: 'shp' }, 'NAME_UNKNOWN', /Did you mean "shop"/],
  [{ ...nothing, profile: 'toString' }, 'NAME_UNKNOWN', /no profile "toString"/],
  [{ ...nothing, suite: 'mirco' }, 'NAME_UNKNOWN', /Did you mean "micro"/],
  [{ ...nothing, scenario: './missing.ts' }, 'SCRIPT_MISSING', /no k6 script/],
  [{ ...nothing, scenario: 'archive.tar' }, 'SCRIPT_MISSING', /no k6 script archive\.tar/],
])('what is not there is named: %j', async (request, code, message) => {
  await expect(planRun(request, loaded, '/')).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test('without config and url a run says what it needs', async () => {
  await expect(planRun(nothing, null, '/')).rejects.toMatchObject({ code: 'CONFIG_MISSING' });
  await expect(planRun({ ...nothing, suite: 'micro' }, null, '/')).rejects.toMatchObject({
    code: 'CONFIG_MISSING',
    message: expect.stringContaining('without one there are no suites'),
  });
});
