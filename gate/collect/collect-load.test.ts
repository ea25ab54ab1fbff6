import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { K6_BIN, PROJECT, testWithK6 } from '../../tests/collect/k6-under-test.ts';
import { eventually, isAlive, processesWith } from '../../tests/collect/processes.ts';
import type { SubjectConfig } from '../core/model/config.ts';
import { collectLoad } from './collect-load.ts';
import type { Collected, LoadPlan, Progress } from './load-plan.ts';

const subjectScript = join(PROJECT, 'tests', 'collect', 'subject.mjs');
const collectorScript = join(PROJECT, 'tests', 'collect', 'collector.ts');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-load-'));
});
afterEach(() => {
  const left = processesWith(folder);
  rmSync(folder, { recursive: true });
  expect(left, 'processes left behind').toEqual([]);
});

const toy: SubjectConfig = {
  // The folder on the command line is how the tests find what is left behind.
  command: ['node', subjectScript, 'FOLDER'],
  url: 'http://127.0.0.1:{port}',
  facts: 'server_info',
  counters: {
    path: '/metrics',
    series: {
      'cpu-per-request': {
        numerator: ['process_cpu_seconds_total'],
        denominator: ['http_requests_total'],
        scale: 1000,
        unit: 'ms',
        better: 'lower',
      },
      rss: { gauge: 'process_resident_memory_bytes', unit: 'bytes', better: 'lower' },
    },
  },
};

function planFor(
  script: string,
  changes: Partial<LoadPlan> & { readonly config?: Partial<SubjectConfig> } = {},
): LoadPlan {
  const { config, ...rest } = changes;
  const path = join(folder, 'script.js');
  writeFileSync(path, script);
  const merged = { ...toy, ...config };
  const subject = {
    ...merged,
    ...(merged.command ? { command: merged.command.map((word) => word.replace('FOLDER', folder)) } : {}),
  };
  return {
    id: 'toy-run',
    cwd: folder,
    loadlineDirectory: join(folder, '.loadline'),
    command: ['loadline', 'run'],
    loadlineVersion: '0.0.0',
    environment: { PATH: process.env.PATH, HOME: process.env.HOME, K6_BIN, K6_VUS: '50', K6_OUT: 'json=nowhere.json' },
    subject: { name: 'toy', config: subject },
    script: path,
    scriptVariables: {},
    passedVariables: {},
    rate: null,
    durationSeconds: null,
    warmUpSeconds: 0,
    seed: 1,
    allowedHosts: [],
    ...rest,
  };
}

function collect(
  plan: LoadPlan,
  signal = new AbortController().signal,
  onProgress = (_: Progress) => {},
): Promise<Collected> {
  return collectLoad(plan, { signal, onProgress });
}

const IMPORTS = `import http from 'k6/http'; import { check, group, sleep } from 'k6';`;
const GET_ROOT = `export default function () { http.get(__ENV.BASE_URL + '/users/1'); }`;
const open = (rate: number, seconds: number) =>
  `export const options = { scenarios: { load: { executor: 'constant-arrival-rate', rate: ${rate}, timeUnit: '1s',
    duration: '${seconds}s', preAllocatedVUs: 10 } }, thresholds: { http_req_duration: ['p(95)<200'] } };`;

const routes = (collected: Collected) =>
  collected.measurement.series
    .filter(({ name, route }) => name === 'latency' && route !== null)
    .map(({ route }) => route);
const everythingWritten = (path: string): string =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');

testWithK6('a script that tags nothing of ours is measured on a service that knows nothing of us', async () => {
  const seen: Progress[] = [];
  const collected = await collect(
    planFor(`${IMPORTS} ${open(50, 3)} ${GET_ROOT}`, { warmUpSeconds: 1 }),
    undefined,
    (progress) => seen.push(progress),
  );
  expect(collected.problems).toEqual([]);
  expect(routes(collected)).toEqual(['GET /users/:id']);
  expect(collected.evidence).toMatchObject({
    droppedIterations: 0,
    isOpenModel: true,
    unreadable: 0,
    isTruncated: false,
    scriptErrors: [],
  });
  expect(collected.evidence.iterations).toBeGreaterThanOrEqual(149);
  expect(collected.evidence.plannedIterations).toBeCloseTo(150, -1);
  expect(collected.evidence.generatorCpuShare).toBeGreaterThan(0);
  expect(collected.evidence.otherCpuShare).toBeGreaterThan(0);
  expect(collected.evidence.missedCounterReads).toBe(0);
  expect(collected.subject).toMatchObject({ name: 'toy', facts: { version: '1.2.3', data: 'small' } });
  expect(collected.manifest).toMatchObject({
    tool: { name: 'k6', exitCode: 0, signal: null },
    script: { path: 'script.js', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    seed: 1,
    git: null,
    options: { scenarios: { load: { rate: 50 } } },
  });
  expect(collected.scriptTargets).toMatchObject([{ below: 200, source: 'script' }]);
  const names = collected.measurement.series.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['throughput', 'cpu-per-request', 'rss', 'generator-cpu', 'machine-cpu', 'stolen-cpu']),
  );
  expect(collected.measurement).toMatchObject({ warmUpSeconds: 1, stages: [{ fromRate: 50, toRate: 50 }] });
  const phases = seen.map(({ phase }) => phase);
  expect(phases).toEqual(expect.arrayContaining(['preparing', 'starting subject', 'running', 'stopping']));
  const live = seen.findLast((progress) => progress.phase === 'running');
  expect(live).toMatchObject({ plannedSeconds: 3, failedRequests: 0 });
  expect(live?.phase === 'running' && live.requests).toBeGreaterThan(50);
});

testWithK6(
  'groups, checks, own metrics, several scenarios, setup, teardown, open and relative imports all work',
  async () => {
    mkdirSync(join(folder, 'lib'));
    writeFileSync(join(folder, 'lib', 'paths.js'), `export const paths = JSON.parse(open('../data.json'));`);
    writeFileSync(join(folder, 'data.json'), '["/crocodiles/1", "/crocodiles/2"]');
    const collected = await collect(
      planFor(`
      ${IMPORTS} import { Trend } from 'k6/metrics'; import { SharedArray } from 'k6/data'; import { paths } from './lib/paths.js';
      const shared = new SharedArray('paths', () => paths);
      const waiting = new Trend('own_waiting', true);
      export const options = {
        scenarios: {
          browse: { executor: 'constant-vus', vus: 2, duration: '2s', exec: 'browse' },
          buy: { executor: 'per-vu-iterations', vus: 1, iterations: 3, exec: 'buy', startTime: '1s' },
        },
        thresholds: { own_waiting: ['p(90)<500'], checks: ['rate>0.9'], 'http_req_duration{scenario:browse}': ['p(95)<300'] },
      };
      export function setup() { http.get(__ENV.BASE_URL + '/setup'); return { from: 'setup' }; }
      export function browse(data) {
        group('crocodiles', () => {
          for (const path of shared) waiting.add(http.get(__ENV.BASE_URL + path).timings.waiting);
        });
        check(data, { 'set up': ({ from }) => from === 'setup' });
        sleep(0.1);
      }
      export function buy() {
        const responses = http.batch([['POST', __ENV.BASE_URL + '/orders', '{}'], ['GET', __ENV.BASE_URL + '/orders/17']]);
        check(responses[0], { 'ordered, "really"': (r) => r.status === 200 });
      }
      export function teardown() { http.get(__ENV.BASE_URL + '/teardown'); }
      export function handleSummary() { return { 'summary.json': '{}' }; }
    `),
    );
    expect(collected.problems).toEqual([]);
    expect(routes(collected)?.toSorted()).toEqual(['GET /crocodiles/:id', 'GET /orders/:id', 'POST /orders']);
    expect(collected.evidence.checks).toMatchObject({
      'set up': { fails: 0 },
      'ordered, "really"': { passes: 3, fails: 0 },
    });
    expect(collected.evidence).toMatchObject({ isOpenModel: false, plannedIterations: null });
    expect(collected.scriptTargets).toHaveLength(3);
    expect(existsSync(join(folder, 'summary.json'))).toBe(false);
  },
);

testWithK6('a script that throws in init starts no subject', async () => {
  const plan = planFor('throw new Error("boom in init")');
  await expect(collect(plan)).rejects.toMatchObject({
    code: 'K6_SCRIPT_FAILED',
    message: expect.stringContaining('boom in init'),
  });
  expect(everythingWritten(folder)).not.toContain('subject listens');
});

testWithK6('a script that throws in setup is an error with its words', async () => {
  const plan = planFor(`${IMPORTS} export function setup() { throw new Error('no setup'); } ${GET_ROOT}`);
  await expect(collect(plan)).rejects.toMatchObject({
    code: 'K6_SCRIPT_FAILED',
    message: expect.stringContaining('no setup'),
  });
});

testWithK6('a script that throws in every iteration, for which k6 exits 0, is told by the evidence', async () => {
  const collected = await collect(planFor(`${open(20, 2)} export default function () { throw new Error('boom'); }`));
  expect(collected.manifest.tool.exitCode).toBe(0);
  expect(collected.evidence.scriptErrors).toEqual([
    expect.stringMatching(/^Error: boom at default \(script\.js:.*\(\d+ times\)$/),
  ]);
  expect(routes(collected)).toEqual([]);
});

testWithK6('a script that ends the test itself leaves its exit code', async () => {
  const script = `import exec from 'k6/execution'; ${IMPORTS} ${open(20, 5)}
    export default function () { http.get(__ENV.BASE_URL); if (exec.scenario.iterationInTest === 10) exec.test.abort('enough'); }`;
  const collected = await collect(planFor(script));
  expect(collected.manifest.tool.exitCode).toBe(108);
  expect(collected.evidence.scriptErrors).toEqual([expect.stringContaining('enough')]);
});

testWithK6('a subject that dies in the middle makes the run invalid and ends it early', async () => {
  const collected = await collect(
    planFor(`${IMPORTS} ${open(50, 20)} ${GET_ROOT}`, { config: { env: { BEHAVIOUR: 'dies-after=60' } } }),
  );
  expect(collected.problems.map(({ severity, code, message }) => `${severity} ${code}: ${message}`)).toEqual([
    'invalid SUBJECT_DIED: the subject ended under load: exit code 3',
    expect.stringMatching(/^warning SUBJECT_LAST_WORDS: .*“.*out of coffee.*”$/),
  ]);
  // That k6 was interrupted is our doing, and no error of the script.
  expect(collected.evidence.scriptErrors).toEqual([]);
  expect(collected.measurement.durationSeconds).toBeLessThan(10);
});

testWithK6(
  'a subject that says of itself after the load what it did not say before makes the run invalid',
  async () => {
    const collected = await collect(
      planFor(`${IMPORTS} ${open(20, 3)} ${GET_ROOT}`, { config: { env: { BEHAVIOUR: 'changes-after=20' } } }),
    );
    expect(collected.problems).toEqual([
      expect.objectContaining({
        code: 'SUBJECT_CHANGED',
        severity: 'invalid',
        message: 'the subject changed under load: version was "1.2.3" and is "1.2.4"',
      }),
    ]);
    expect(collected.subject.facts).toEqual({ version: '1.2.3', data: 'small' });
  },
);

testWithK6('a script that aims at another machine is stopped by k6, in its URLs and in redirects', async () => {
  const script = `${IMPORTS} ${open(5, 2)} export default function () {
    http.get('http://192.0.2.1/'); http.get(__ENV.BASE_URL + '/away'); http.get(__ENV.BASE_URL + '/near'); }`;
  const collected = await collect(planFor(script));
  expect(collected.problems).toContainEqual(
    expect.objectContaining({
      code: 'HOST_REFUSED',
      severity: 'invalid',
      message: expect.stringContaining('--allow-host'),
    }),
  );
  expect(everythingWritten(join(folder, '.loadline', 'logs'))).toContain('blacklisted range');
});

testWithK6('a host that is allowed opens the way to it, and to no other', async () => {
  const script = `${IMPORTS} ${open(5, 2)} export default function () {
    http.get('http://192.0.2.1/', { timeout: '50ms', tags: { name: 'allowed' } });
    http.get('http://192.0.2.2/', { timeout: '50ms', tags: { name: 'other' } }); }`;
  const collected = await collect(planFor(script, { allowedHosts: ['192.0.2.1'] }));
  const codes = Object.fromEntries(
    Object.entries(collected.evidence.failures).map(([route, byCode]) => [route, Object.keys(byCode)]),
  );
  expect(codes.other).toEqual(['1110']);
  expect(codes.allowed).not.toContain('1110');
});

testWithK6('a subject on another machine is refused before anything is done', async () => {
  const plan = planFor(`${IMPORTS} ${GET_ROOT}`);
  const away = { ...plan, subject: { name: 'away', config: { url: 'http://192.0.2.1:8080' } } };
  await expect(collect(away)).rejects.toMatchObject({ code: 'HOST_NOT_ALLOWED' });
});

testWithK6('a subject that nobody started is unreachable', async () => {
  const plan = planFor(`${IMPORTS} ${GET_ROOT}`);
  const gone = { ...plan, subject: { name: 'gone', config: { url: 'http://127.0.0.1:1' } } };
  await expect(collect(gone)).rejects.toMatchObject({ code: 'SUBJECT_UNREACHABLE' });
});

testWithK6('a passed variable reaches the script, and no record, log, error or command line', async () => {
  const secret = 'hush hush+%42/42';
  const script = `${IMPORTS} export const options = { ...${optionsOf(open(20, 2))}, tags: { token: __ENV.TOKEN } };
    export default function () {
      console.log('my token is ' + __ENV.TOKEN);
      http.get(__ENV.BASE_URL + '/things', { tags: { name: 'thing of ' + __ENV.TOKEN }, headers: { authorization: __ENV.TOKEN } });
      http.get('http://127.0.0.1:1/?token=' + encodeURIComponent(__ENV.TOKEN));
      check(1, { ['check ' + __ENV.TOKEN]: () => __ENV.TOKEN.length === ${secret.length} });
      throw new Error('thrown with ' + __ENV.TOKEN);
    }`;
  const onCommandLines: string[] = [];
  const plan = planFor(script, {
    passedVariables: { TOKEN: secret },
    command: ['loadline', 'run', '--env', `TOKEN=${secret}`],
  });
  const collected = await collect(plan, undefined, ({ phase }) => {
    if (phase === 'running') onCommandLines.push(...processesWith(secret).map(String));
  });
  expect(collected.evidence.checks).toMatchObject({ 'check [TOKEN]': { fails: 0 } });
  expect(collected.manifest.passedVariables).toEqual(['TOKEN']);
  expect(onCommandLines).toEqual([]);
  const record = JSON.stringify(collected);
  const logs = everythingWritten(join(folder, '.loadline'));
  expect(logs).toContain('my token is [TOKEN]');
  for (const text of [record, logs]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(encodeURIComponent(secret));
  }
});

testWithK6('a script that is not there is named', async () => {
  const plan = planFor(GET_ROOT);
  await expect(collect({ ...plan, script: 'gone.js' })).rejects.toMatchObject({ code: 'SCRIPT_MISSING' });
});

testWithK6('a K6_ variable is not passed through', async () => {
  const plan = planFor(`${IMPORTS} ${GET_ROOT}`, { passedVariables: { K6_VUS: '100' } });
  await expect(collect(plan)).rejects.toMatchObject({ code: 'VARIABLE_REFUSED' });
});

testWithK6('k6 that is killed in the middle leaves what it had measured, and how it ended', async () => {
  const collecting = collect(planFor(`${IMPORTS} ${open(100, 20)} ${GET_ROOT}`), undefined, (progress) => {
    if (progress.phase !== 'running' || progress.requests < 150) return;
    for (const pid of processesWith(join(folder, '.loadline'))) process.kill(pid, 'SIGKILL');
  });
  const collected = await collecting;
  expect(collected.manifest.tool).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  expect(collected.evidence.iterations).toBeGreaterThanOrEqual(150);
});

testWithK6('an abort in the middle ends everything, and its reason is thrown', async () => {
  const abort = new AbortController();
  const reason = new Error('stopped by SIGINT');
  const plan = planFor(`${IMPORTS} ${open(100, 60)} ${GET_ROOT}`);
  const collecting = collect(plan, abort.signal, (progress) => {
    if (progress.phase === 'running' && progress.requests > 50) abort.abort(reason);
  });
  await expect(collecting).rejects.toBe(reason);
  expect(processesWith(folder)).toEqual([]);
});

testWithK6('a collector that is killed leaves no k6 and no subject', async () => {
  const plan = planFor(`${IMPORTS} ${open(50, 60)} ${GET_ROOT}`, { config: { env: { BEHAVIOUR: 'leaves-a-child' } } });
  const collector = spawn(process.execPath, [collectorScript, JSON.stringify(plan)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(collector.stdout, 'data');
  const child = Number(/child (\d+)/.exec(everythingWritten(join(folder, '.loadline', 'logs')))?.[1]);
  expect(processesWith(folder).length).toBeGreaterThanOrEqual(3);
  expect(isAlive(child)).toBe(true);
  collector.kill('SIGKILL');
  await eventually(() => processesWith(folder).length === 0 && !isAlive(child));
});

testWithK6('no log can be written: one error, and nothing is started', async () => {
  writeFileSync(join(folder, '.loadline'), 'a file where the folder should be');
  await expect(collect(planFor(`${IMPORTS} ${GET_ROOT}`))).rejects.toMatchObject({ code: 'LOGS_NOT_WRITABLE' });
});

testWithK6('a script that logs for each request fills no disk', async () => {
  const script = `${IMPORTS} ${open(20, 2)} export default function () { for (let i = 0; i < 1000; i += 1) console.log('x'.repeat(200)); http.get(__ENV.BASE_URL); }`;
  await collect(planFor(script));
  const log = everythingWritten(join(folder, '.loadline', 'logs'));
  expect(log.length).toBeLessThan(1.2e6);
  expect(log).toMatch(/# \d+ more lines are left out/);
});

testWithK6('two collections run side by side', async () => {
  const plans = [1, 2].map((n) => planFor(`${IMPORTS} ${open(20, 2)} ${GET_ROOT}`, { id: `run-${n}` }));
  const both = await Promise.all(plans.map((plan) => collect(plan)));
  for (const collected of both) expect(collected.problems).toEqual([]);
});

function optionsOf(text: string): string {
  return text.replace('export const options = ', '').replace(/;$/, '');
}
