import { expect, test } from 'vitest';
import { isEarlyRefresh } from './early-refresh.ts';

test.each([
  [0.5, 1],
  [2, 1],
  [4, 1],
  [25, 1],
  [2, 3],
])('at a time to live of %d loads and β %d the share of refreshes is that of the formula', (loads, beta) => {
  const draws = 200_000;
  let refreshes = 0;
  for (let draw = 0; draw < draws; draw++) if (isEarlyRefresh(loads * 10, 10, beta, draw / draws)) refreshes++;
  expect(refreshes / draws).toBeCloseTo(Math.exp(-loads / beta), 4);
});

test('without a load time nothing is refreshed early, and at its end everything is', () => {
  expect(isEarlyRefresh(1, 0, 1, 0.999_999)).toBe(false);
  expect(isEarlyRefresh(0, 10, 1, 0)).toBe(true);
});
