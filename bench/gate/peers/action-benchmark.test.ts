import { expect, test } from 'vitest';
import { ratioToPrevious } from './action-benchmark.ts';

/* Values of benchmark-action/github-action-benchmark, test/write.spec.ts ("raises an alert when exceeding threshold 2.0") and the comments of getRatio. */
test('the ratio is that of the action’s own tests', () => {
  expect(ratioToPrevious(100, 210, 'lower')).toBe(2.1);
  expect(ratioToPrevious(10000, 25000, 'lower')).toBe(2.5);
  expect(ratioToPrevious(100, 135, 'lower')).toBe(1.35);
  expect(ratioToPrevious(200, 100, 'higher')).toBe(2);
  expect(ratioToPrevious(0, 0, 'lower')).toBe(1);
});
