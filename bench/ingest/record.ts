/**
 * Records small samples of what k6 writes, for the tests of gate/ingest: `node bench/ingest/record.ts PATH_OF_K6`. Each is a
 * real run of a second or two against a server in this process, whose port is written as 8080. Record anew with a new k6.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OUR_TAGS = '--system-tags=name,method,status,scenario,error_code,group,check';
const IMPORTS = `
import http from 'k6/http';
import { check, group, sleep } from 'k6';
import exec from 'k6/execution';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
const base = __ENV.BASE_URL;
const arrivals = (rate, more) => ({ scenarios: { steady: { executor: 'constant-arrival-rate', rate, duration: '2s', preAllocatedVUs: 2, ...more } } });
`;

interface Recording {
  readonly script: string;
  readonly arguments?: readonly string[];
  readonly timeFormat?: string;
  readonly interruptAfterMs?: number;
}

const RECORDINGS: Readonly<Record<string, Recording>> = {
  // Everything at once: set-up and teardown, groups, checks, metrics and tags of the script, names that need quoting.
  mixed: {
    script: `
      export const options = arrivals(8, {});
      const rendered = new Trend('render_time', true), isIn = new Rate('login_ok'), orders = new Counter('orders'), queue = new Gauge('queue');
      export function setup() { http.get(base + '/setup'); }
      export function teardown() { http.get(base + '/teardown'); }
      export default function () {
        group('browse', () => http.get(base + '/items?page=1', { tags: { name: 'GET /items', side: 'left', kind: 'a' } }));
        const answer = http.post(base + '/users/' + exec.scenario.iterationInTest + '/posts?draft=1', 'text');
        check(answer, { 'is 200': (it) => it.status === 200, 'is, "quoted"': (it) => it.status === 418 });
        http.get(base + '/odd', { tags: { name: 'odd "name",\\nof two lines' } });
        rendered.add(3.5, { kind: 'a' }); rendered.add(-1.25, { kind: 'b' }); isIn.add(true); orders.add(2); queue.add(4);
      }`,
  },
  failing: {
    script: `
      export const options = arrivals(5, {});
      export default function () {
        http.get(base + '/fail', { tags: { name: 'GET /fail' } });
        http.get('http://127.0.0.1:1/refused', { tags: { name: 'GET /refused' } });
        http.get(base + '/slow', { tags: { name: 'GET /slow' }, timeout: '20ms' });
        http.get(base + '/items', { tags: { name: 'GET /items' } });
        http.get(base + '/fail', { tags: { name: 'GET /unjudged' }, responseCallback: null });
      }`,
  },
  // What the script expects, not the status, says which requests failed; some of them go at the same time.
  judged: {
    script: `
      export const options = arrivals(5, {});
      const expecting = (status, name) => ({ tags: { name }, responseCallback: http.expectedStatuses(status) });
      export default function () {
        http.batch([
          ['GET', base + '/fail', null, expecting(503, 'GET /fail')],
          ['GET', base + '/items', null, expecting(201, 'GET /items')],
          ['GET', base + '/slow', null, expecting(200, 'GET /slow')],
        ]);
      }`,
  },
  dropped: {
    script: `
      export const options = arrivals(50, { preAllocatedVUs: 1, maxVUs: 1 });
      export default function () { http.get(base + '/slow', { tags: { name: 'GET /slow' } }); }`,
  },
  throwing: {
    script: `export const options = arrivals(5, {}); export default function () { throw new Error('never'); }`,
  },
  aborted: {
    script: `
      export const options = arrivals(10, {});
      export default function () {
        http.get(base + '/items', { tags: { name: 'GET /items' } });
        if (exec.scenario.iterationInTest === 9) exec.test.abort('enough');
      }`,
  },
  interrupted: {
    script: `export const options = arrivals(10, {}); export default function () { http.get(base + '/items', { tags: { name: 'GET /items' } }); }`,
    interruptAfterMs: 1500,
  },
  // As a person records it: k6's own tags, whole seconds, virtual users instead of an arrival rate.
  defaults: {
    script: `
      export const options = { vus: 2, iterations: 12 };
      export default function () { http.get(base + '/items/' + exec.scenario.iterationInTest); sleep(0.2); }`,
    arguments: [],
    timeFormat: 'unix',
  },
};

/** All kinds of scenarios and thresholds, for what `k6 inspect` prints of them. */
const PLAN = `
import { Counter, Rate, Trend } from 'k6/metrics';
new Counter('orders'); new Rate('login_ok'); new Trend('render_time', true);
const vus = { preAllocatedVUs: 1 };
export const options = {
  scenarios: {
    warm: { executor: 'constant-arrival-rate', rate: 120, timeUnit: '1m', duration: '10s', ...vus },
    climb: { executor: 'ramping-arrival-rate', startRate: 10, startTime: '5s', stages: [
      { target: 20, duration: '10s' }, { target: 50, duration: '0s' }, { target: 50, duration: '1m0.5s' }], ...vus },
    each: { executor: 'per-vu-iterations', vus: 2, iterations: 3 },
    together: { executor: 'shared-iterations', vus: 2, iterations: 10 },
    steady: { executor: 'constant-vus', vus: 1, duration: '20s' },
    ramp: { executor: 'ramping-vus', stages: [{ target: 3, duration: '30s' }] },
  },
  thresholds: {
    http_req_duration: ['p(95)<500', { threshold: 'avg < 200', abortOnFail: true, delayAbortEval: '10s' }],
    'http_req_duration{name:GET /items, url:"http://127.0.0.1/items"}': ['p(99.9)<=1.5e3', 'med<100', 'max<2000'],
    login_ok: ['rate>0.95'], orders: ['count>=10', 'rate!=3'], checks: ['rate==1.0'],
  },
};
export default function () {}
`;

const [, , k6 = 'k6'] = process.argv;
const target = join(import.meta.dirname, '..', '..', 'gate', 'ingest', 'recordings');
const folder = mkdtempSync(join(tmpdir(), 'loadline-record-'));
const server = createServer((request, response) => {
  response.statusCode = request.url === '/fail' ? 503 : 200;
  setTimeout(() => response.end('ok'), request.url === '/slow' ? 80 : 0);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
try {
  const { port } = server.address() as AddressInfo; // it listens on TCP
  for (const [name, recording] of Object.entries(RECORDINGS)) {
    const csv = await record(recording, `http://127.0.0.1:${port}`);
    writeFileSync(join(target, `${name}.csv`), csv.replaceAll(`:${port}`, ':8080'));
    console.log(`${name}: ${csv.length} bytes`);
  }
  writeFileSync(join(target, 'plan.json'), inspect());
} finally {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
}

async function record(recording: Recording, baseUrl: string): Promise<string> {
  const script = join(folder, 'script.js');
  const output = join(folder, 'output.csv');
  writeFileSync(script, IMPORTS + recording.script);
  const { arguments: more = [OUR_TAGS], timeFormat = 'unix_micro' } = recording;
  const out = `--out=csv=fileName=${output},timeFormat=${timeFormat}`;
  const child = spawn(k6, ['run', '--quiet', '--summary-mode=disabled', out, ...more, script], {
    env: { BASE_URL: baseUrl, K6_NO_USAGE_REPORT: 'true', K6_AUTO_EXTENSION_RESOLUTION: 'false' },
    stdio: 'ignore',
  });
  const { interruptAfterMs } = recording;
  if (interruptAfterMs !== undefined) setTimeout(() => child.kill('SIGINT'), interruptAfterMs);
  await once(child, 'exit');
  return readFileSync(output, 'utf8');
}

function inspect(): Buffer {
  const script = join(folder, 'plan.js');
  writeFileSync(script, PLAN);
  return execFileSync(k6, ['inspect', '--execution-requirements', script], { env: {} });
}
