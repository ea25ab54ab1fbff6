import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'loadline-test-count-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What count.mjs says of a report of vitest's with these files, each a list of the states of its tests. */
function count(files: readonly (readonly string[])[] | string) {
  const states = typeof files === 'string' ? [] : files.flat();
  const number = (state: string) => states.filter((one) => one === state).length;
  const report = {
    numTotalTests: states.length,
    numPassedTests: number('passed'),
    numFailedTests: number('failed'),
    testResults: (typeof files === 'string' ? [] : files).map((tests) => ({
      status: tests.length === 0 || tests.includes('failed') ? 'failed' : 'passed',
      assertionResults: tests.map((status) => ({ status })),
    })),
  };
  const file = join(folder, 'report.json');
  writeFileSync(file, typeof files === 'string' ? files : JSON.stringify(report));
  const { stdout, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'count.mjs'), file], {
    encoding: 'utf8',
  });
  return { lines: stdout.trimEnd().split('\n'), status };
}

test('the last line counts, and the exit code says whether all is well', () => {
  expect(count([['passed', 'passed'], ['passed']])).toEqual({ lines: ['3 passed, 0 failed'], status: 0 });
  expect(count([['passed', 'failed']])).toEqual({ lines: ['1 passed, 1 failed'], status: 1 });
  expect(count([['passed', 'pending']])).toEqual({ lines: ['1 skipped', '1 passed, 0 failed'], status: 0 });
});

test('a file that could not be loaded is a failure, though it has no tests', () => {
  expect(count([['passed'], []])).toEqual({ lines: ['1 passed, 1 failed'], status: 1 });
});

test('no tests, and no report, are not a success', () => {
  expect(count([])).toEqual({ lines: ['0 passed, 0 failed'], status: 1 });
  expect(count('{')).toMatchObject({ lines: [expect.stringContaining('no report'), '0 passed, 1 failed'], status: 1 });
});
