import { expect, test } from 'vitest';
import { seededRandom } from '../gate/core/stats/random.ts';
import { shuffled } from './shuffled.ts';

test('every order of three items comes equally often', () => {
  const random = seededRandom(1);
  const times = new Map<string, number>();
  for (let i = 0; i < 6000; i += 1) {
    const order = shuffled(['a', 'b', 'c'], random).join('');
    times.set(order, (times.get(order) ?? 0) + 1);
  }
  expect(times.size).toBe(6);
  // Binomial with p = 1/6: sd 29.
  for (const count of times.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

test('the same seed gives the same order, and what was given stays as it was', () => {
  const items = [1, 2, 3, 4, 5];
  expect(shuffled(items, seededRandom(7))).toEqual(shuffled(items, seededRandom(7)));
  expect(items).toEqual([1, 2, 3, 4, 5]);
});
