import { expect, test } from 'vitest';
import { linearWeight, momentsOf, perfherderChanges, weightedT } from './perfherder.ts';

/* Values of mozilla/treeherder, tests/perfalert/test_analyze.py. */
const even = () => 1;

test('moments and weights are those of Perfherder’s own tests', () => {
  expect(momentsOf([], even)).toEqual({ mean: 0, variance: 0 });
  expect(momentsOf([3], even)).toEqual({ mean: 3, variance: 0 });
  expect(momentsOf([1, 2, 3, 4], even)).toEqual({ mean: 2.5, variance: 5 / 3 });
  expect(momentsOf([1, 2, 3, 4], linearWeight)).toEqual({ mean: 2, variance: 2 });
  expect([0, 1, 2, 3, 4].map((position) => linearWeight(position, 5))).toEqual([1, 0.8, 0.6, 0.4, 0.2]);
});

test('t is that of Perfherder’s own tests', () => {
  expect(weightedT([0, 0], [1, 2], even)).toBe(3);
  expect(weightedT([0, 0], [0, 0], even)).toBe(0);
  expect(weightedT([0, 0], [1, 1], even)).toBe(Number.POSITIVE_INFINITY);
});

test('the step of Perfherder’s own test is found where it is', () => {
  const values = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];
  expect(perfherderChanges(values, { leastBack: 5, mostBack: 5, fore: 5, t: 2, leastChange: 0.02 })).toEqual([8]);
});

test('a change below the least one is not reported', () => {
  const step = (size: number) => Array.from({ length: 60 }, (_, run) => (run < 30 ? 100 : 100 + size) + (run % 3) / 10);
  expect(perfherderChanges(step(3))).toEqual([30]);
  expect(perfherderChanges(step(1))).toEqual([]);
});
