import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { K6_BIN, testWithK6 } from '../../../tests/collect/k6-under-test.ts';
import { bundleSides } from './bundle-sides.ts';
import { sidesVariables } from './sides-script.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline bundle-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** What k6 logs and samples of the two copies; the lines of the log without what is k6's own. */
async function run(path: string, functions: readonly string[] = ['default'], variables: Record<string, string> = {}) {
  const input = await bundleSides({ script: join(folder, path), functions });
  const { stdout, stderr, status } = spawnSync(
    K6_BIN,
    [
      'run',
      '--quiet',
      '--no-thresholds',
      '--summary-mode=disabled',
      '--log-format=json',
      '--out',
      'csv=fileName=-',
      '-',
    ],
    {
      cwd: dirname(join(folder, path)),
      input,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        K6_NO_USAGE_REPORT: 'true',
        ...sidesVariables({ baseUrls: { baseline: 'http://base', candidate: 'http://cand' }, seed: 1 }),
        ...variables,
      },
    },
  );
  const log = stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { level: string; msg: string });
  const [header = '', ...lines] = stdout.trim().split('\n');
  const column = header.split(',').indexOf('extra_tags');
  const samples = lines.map((line) => ({ metric: line.split(',')[0] ?? '', tags: line.split(',')[column] ?? '' }));
  const count = (metric: string, tags: string) =>
    samples.filter((one) => one.metric === metric && one.tags.split('&').includes(tags)).length;
  return { status, messages: log.map(({ msg }) => msg), levels: log.map(({ level }) => level), count, samples };
}

testWithK6('each copy has its own address in init, set-up, iterations and teardown, also behind an await', async () => {
  write(
    'script.ts',
    `import exec from 'k6/execution';
     import { seen } from './lib/seen.ts';
     const early: string = await Promise.resolve(__ENV.BASE_URL);
     interface Data { readonly from: string }
     export const options = { scenarios: {
       one: { executor: 'shared-iterations', vus: 2, iterations: 8 },
       two: { executor: 'per-vu-iterations', vus: 2, iterations: 4, exec: 'second' } } };
     export function setup(): Data { return { from: __ENV.BASE_URL as string }; }
     export function teardown(data: Data) { console.log(['teardown', data.from, __ENV.BASE_URL].join(' ')); }
     export default function (data: Data) { console.log([early, seen(), data.from, __ENV.BASE_URL].join(' ')); }
     export async function second(data: Data) { await null; console.log([early, seen(), data.from, __ENV.BASE_URL, exec.scenario.name].join(' ')); }`,
  );
  write('lib/seen.ts', `const atInit = __ENV.BASE_URL; export const seen = () => atInit;`);
  const { messages, count, samples } = await run('script.ts', ['default', 'second']);
  const lines = (words: string) => messages.filter((message) => message === words).length;
  for (const url of ['http://base', 'http://cand']) {
    expect(lines(`${url} ${url} ${url} ${url}`)).toBe(4);
    expect(lines(`${url} ${url} ${url} ${url} two`)).toBe(4);
    expect(lines(`teardown ${url} ${url}`)).toBe(1);
  }
  expect(messages).toHaveLength(18);
  expect([count('iterations', 'side=baseline'), count('iterations', 'side=candidate')]).toEqual([8, 8]);
  expect(samples.filter(({ metric, tags }) => metric === 'iterations' && !tags.includes('side='))).toEqual([]);
});

testWithK6(
  'files are found from the file that names them, and shared data, own metrics, groups and checks stay what they are',
  async () => {
    write(
      'scripts/script.js',
      `import { check, group } from 'k6';
     import { SharedArray } from 'k6/data';
     import { Counter, Trend } from 'k6/metrics';
     import { open as openFile } from 'k6/experimental/fs';
     import { text, here } from '../lib/reader.js';
     import config from '../lib/config.json';
     const shared = new SharedArray('rows', () => JSON.parse(open('./rows.json')));
     const bytes = new Uint8Array(open('../lib/text.txt', 'b')).length;
     const file = await openFile('rows.json');
     const orders = new Counter('orders'); const waits = new Trend('waits', true);
     export const options = { vus: 1, iterations: 4 };
     export default async function () {
       const { size } = await file.stat();
       group('cart', () => check(shared, { 'three rows': (rows) => rows.length === 3 }));
       orders.add(1); waits.add(5);
       console.log([text, bytes, size, here, import.meta.resolve('./x.js').split('/').slice(-2).join('/'), config.limit].join(' '));
     }`,
    );
    write('scripts/rows.json', '[1,2,3]');
    write(
      'lib/reader.js',
      `import './deeper/none.js'; export const text = open('./text.txt').trim(); export const here = import.meta.resolve('../y.js').endsWith('/y.js');`,
    );
    write('lib/deeper/none.js', `open('../text.txt'); open(import.meta.resolve('../text.txt'));`);
    write('lib/config.json', '{"limit":7}');
    write('lib/text.txt', 'hello\n');
    const { messages, levels, count } = await run('scripts/script.js');
    expect(messages).toEqual(Array.from({ length: 4 }, () => 'hello 6 7 true scripts/x.js 7'));
    expect(levels).not.toContain('warning');
    for (const side of ['side=baseline', 'side=candidate']) {
      expect([
        count('orders', side),
        count('waits', side),
        count('checks', side),
        count('group_duration', side),
      ]).toEqual([2, 2, 2, 2]);
    }
  },
);

testWithK6('a CommonJS script works as it does by itself', async () => {
  write(
    'script.js',
    `const { sleep } = require('k6'); const lib = require('./lib/lib.js'); const own = open('./own.txt');
     exports.options = { scenarios: { a: { executor: 'shared-iterations', vus: 1, iterations: 2, exec: 'first' } } };
     exports.setup = () => __ENV.BASE_URL;
     exports.first = (data) => { sleep(0); console.log([lib.text, own, data].join(' ')); };`,
  );
  write('lib/lib.js', `exports.text = open('./text.txt') + require('./other.js').n;`);
  write('lib/other.js', 'module.exports = { n: 2 };');
  write('lib/text.txt', 'lib');
  write('own.txt', 'own');
  const { messages } = await run('script.js', ['first']);
  expect([...messages].sort()).toEqual(['lib2 own http://base', 'lib2 own http://cand']);
});

testWithK6(
  'which side an iteration goes to follows from the seed, and both sides count the same iterations',
  async () => {
    write(
      'script.js',
      `import exec, { scenario } from 'k6/execution';
     export const options = { vus: 1, iterations: 64 };
     export default function () {
       const { iterationInTest, name } = exec.scenario;
       if (scenario.iterationInTest !== iterationInTest || name !== 'default' || scenario.progress < 0) throw new Error();
       console.log(iterationInTest + ' ' + exec.vu.metrics.tags.side);
     }`,
    );
    const order = async (seed: string) => (await run('script.js', ['default'], { LOADLINE_SIDE_SEED: seed })).messages;
    const first = await order('1');
    expect(await order('1')).toEqual(first);
    expect(await order('2')).not.toEqual(first);
    const pairs = Array.from({ length: 32 }, (_, index) => first.slice(2 * index, 2 * index + 2));
    for (const [index, pair] of pairs.entries()) {
      expect([...pair].sort()).toEqual([`${index} baseline`, `${index} candidate`]);
    }
    expect(new Set(pairs.map(([one = '']) => one.split(' ')[1]))).toEqual(new Set(['baseline', 'candidate']));
  },
);

testWithK6('an error of the script names the line of the user', async () => {
  write(
    'script.ts',
    `export const options = { vus: 1, iterations: 2 };\n\nfunction pay(): void {\n  throw new Error('no money');\n}\nexport default pay;\n`,
  );
  const { messages } = await run('script.ts');
  expect(messages).toHaveLength(2);
  for (const message of messages) expect(message).toMatch(/no money\n\tat pay\d? \(.*script\.ts:4/);
});

test('what cannot be bundled is said with its place, and nothing is written into the folder of the script', async () => {
  write('script.js', `import './gone.js';\nexport default 1`);
  await expect(bundleSides({ script: join(folder, 'script.js'), functions: ['default'] })).rejects.toMatchObject({
    code: 'K6_SCRIPT_FAILED',
    message: expect.stringMatching(/script\.js:1: Could not resolve "\.\/gone\.js"/),
  });
  write('remote.js', `import x from 'https://jslib.k6.io/x/1.0.0/index.js';\nexport default () => x();`);
  const text = await bundleSides({ script: join(folder, 'remote.js'), functions: ['default'] });
  expect(text).toContain('from "https://jslib.k6.io/x/1.0.0/index.js"');
});
