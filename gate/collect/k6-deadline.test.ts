import { expect, test } from 'vitest';
import { deadlineSeconds } from './k6-deadline.ts';

test('k6 is stuck when it runs long after its plan, set-up and teardown', () => {
  expect(deadlineSeconds({ totalDuration: '1m30s', setupTimeout: null, teardownTimeout: null })).toBe(90 + 120 + 60);
  expect(deadlineSeconds({ totalDuration: '30s', setupTimeout: '5m', teardownTimeout: '1s' })).toBe(30 + 301 + 60);
});

test('a plan without a length is given days, and no more than a timer can wait', () => {
  for (const options of [null, {}, { totalDuration: 'for ever' }, { totalDuration: '100000h' }]) {
    expect(deadlineSeconds(options)).toBeLessThan(2 ** 31 / 1000);
    expect(deadlineSeconds(options)).toBeGreaterThan(86_400);
  }
});
