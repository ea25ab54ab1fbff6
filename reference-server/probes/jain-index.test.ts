import { expect, test } from 'vitest';
import { jainIndex } from './jain-index.ts';

test.each([
  [[3, 3, 3, 3], 1],
  [[5, 0, 0, 0], 0.25],
  [[2, 1], 0.9],
  [[0, 0], 0],
])('of %j it is %d', (shares, index) => {
  expect(jainIndex(shares)).toBeCloseTo(index, 12);
});
