import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, processesWith } from '../../tests/collect/processes.ts';
import { startGuardian } from './guardian.ts';
import { type SuiteProcess, startSuite } from './suite-process.ts';

const guardian = startGuardian();
afterAll(() => guardian.close());

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-suite-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A suite of one line of JavaScript; the folder on its command line is how the tests find it. */
async function run(code: string, signal = new AbortController().signal) {
  return (await start(code, signal)).output;
}

function start(code: string, signal = new AbortController().signal, isTakingTurns = false): Promise<SuiteProcess> {
  const command = ['node', '-e', code, folder];
  const logPath = join(folder, 'suite.log');
  return startSuite({ command, cwd: folder, environment: {}, logPath, guardian, signal, isTakingTurns });
}

test('documents come in order, what is said to people is left out', async () => {
  const { documents } = await run(
    `console.error('hello'); console.log('{"a":1}\\n\\n[2]'); process.stdout.write('"last"')`,
  );
  expect(documents).toEqual([{ a: 1 }, [2], 'last']);
});

test('"node" is the runtime that measures', async () => {
  expect((await run('console.log(JSON.stringify(process.version))')).documents).toEqual([process.version]);
});

test('a suite that crashes is told with its last words, even where its last line is cut', async () => {
  await expect(run(`process.stdout.write('{"cut'); throw new Error('no luck')`)).rejects.toMatchObject({
    code: 'SUITE_FAILED',
    message: expect.stringMatching(/exit code 1[\s\S]*no luck/),
  });
});

test('rubbish, and nothing at all, are errors', async () => {
  await expect(run(`console.log('fast: 12 ms')`)).rejects.toMatchObject({
    code: 'SUITE_OUTPUT_UNREADABLE',
    message: expect.stringContaining('fast: 12 ms'),
  });
  await expect(run('')).rejects.toMatchObject({ code: 'SUITE_FAILED', message: expect.stringContaining('without') });
});

test('a command that is not there is named', async () => {
  const signal = new AbortController().signal;
  const call = {
    command: ['no-such-suite'],
    cwd: folder,
    environment: {},
    logPath: join(folder, 'l'),
    guardian,
    signal,
  };
  await expect(startSuite(call)).rejects.toMatchObject({ code: 'SUITE_NOT_STARTED' });
});

test('a suite that never ends, and what it started, end with an abort', async () => {
  const abort = new AbortController();
  const code = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', process.argv[1]],
    { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
  const running = run(code, abort.signal);
  await eventually(() => processesWith(folder).length === 2);
  abort.abort();
  await expect(running).rejects.toThrow();
  expect(processesWith(folder)).toEqual([]);
});

/** Notes what it does in a file that both of two suites write to. */
const turnTaker = (name: string, rounds: number) => `
  const { appendFileSync } = require('node:fs');
  const note = (word) => appendFileSync(process.argv[1] + '/notes', '${name}' + word + ' ');
  (async () => {
    for (let round = 0; round < ${rounds}; round += 1) {
      note(round);
      if (process.env.LOADLINE_TURNS !== '1') continue;
      console.log('{"turn":"waiting"}');
      await new Promise((resolve) => process.stdin.once('data', resolve));
    }
    console.log('{"rounds":${rounds}}');
    process.exit();
  })();`;

test('a suite that takes turns stops where it waits, until it is told to go on', async () => {
  const suite = await start(turnTaker('a', 2), undefined, true);
  const notes = () => readFileSync(join(folder, 'notes'), 'utf8').trim();
  expect([await suite.turn(), notes()]).toEqual(['waiting', 'a0']);
  expect([await suite.turn(), notes()]).toEqual(['waiting', 'a0 a1']);
  expect(await suite.turn()).toBe('ended');
  expect((await suite.output).documents).toEqual([{ rounds: 2 }]);
});

test('without turns the same suite runs through', async () => {
  expect((await run(turnTaker('a', 2))).documents).toEqual([{ rounds: 2 }]);
});

test('a suite that dies while it waits is told when its turn comes', async () => {
  const suite = await start(
    `console.log('{"turn":"waiting"}'); setTimeout(() => process.exit(4), 50)`,
    undefined,
    true,
  );
  expect(await suite.turn()).toBe('waiting');
  await expect(suite.turn()).rejects.toMatchObject({
    code: 'SUITE_FAILED',
    message: expect.stringContaining('exit code 4'),
  });
});
