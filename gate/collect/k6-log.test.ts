import { expect, test } from 'vitest';
import { createScriptErrors, readK6LogLine } from './k6-log.ts';

/** As k6 2.2.0 logs it. */
const EXCEPTION = JSON.stringify({
  executor: 'constant-arrival-rate',
  hint: 'script exception',
  level: 'error',
  msg: 'Error: boom "q" each\n\tat default (file:///srv/proj/load/thr.js:3:192(31))\n\tat native\n',
  scenario: 'a',
  source: 'stacktrace',
  time: '2026-11-21T10:59:30Z',
});

test('an exception is one line: what was thrown and where, from the folder of the run', () => {
  expect(readK6LogLine(EXCEPTION, '/srv/proj')).toEqual({
    text: '2026-11-21T10:59:30Z error Error: boom "q" each at default (load/thr.js:3:192(31))',
    isError: true,
    message: 'Error: boom "q" each at default (load/thr.js:3:192(31))',
  });
});

test('console.error is what a script says, not an error of the script', () => {
  const line = '{"level":"error","msg":"t","source":"console","time":"2026-11-21T11:02:19Z"}';
  expect(readK6LogLine(line, '/')).toMatchObject({ isError: false, message: 't' });
});

test('a message holds no commands to a terminal', () => {
  const line = JSON.stringify({ level: 'error', msg: 'Error: \u001b]0;owned\u0007 PASS\rgreen', source: 'stacktrace' });
  expect(readK6LogLine(line, '/').message).toBe('Error:  ]0;owned  PASS green');
});

test('a failed request is a warning with its reason', () => {
  const line = '{"error":"Get \\"http://x/\\": refused","level":"warning","msg":"Request Failed","time":"T"}';
  expect(readK6LogLine(line, '/')).toEqual({
    text: 'T warning Request Failed: Get "http://x/": refused',
    isError: false,
    message: 'Request Failed: Get "http://x/": refused',
  });
});

test('a line that is no JSON stays as it is; a panic of k6 is none of ours to read', () => {
  for (const line of ['panic: runtime error', '[1,2', '"text"', 'null', '']) {
    expect(readK6LogLine(line, '/')).toEqual({ text: line, isError: false, message: line });
  }
});

test('a script that throws in every iteration is counted, not listed', () => {
  const errors = createScriptErrors((text) => text.replaceAll('hush', '[TOKEN]'));
  for (let iteration = 0; iteration < 5000; iteration += 1) errors.add('Error: boom hush');
  errors.add('Error: once');
  expect(errors.list()).toEqual(['Error: boom [TOKEN] (5000 times)', 'Error: once']);
});

test('a script that throws something else each time is cut at twenty', () => {
  const errors = createScriptErrors((text) => text);
  for (let iteration = 0; iteration < 5000; iteration += 1) errors.add(`Error: ${iteration}`);
  expect(errors.list()).toHaveLength(20);
});
