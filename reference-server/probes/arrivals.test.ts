import { expect, test } from 'vitest';
import { seededRng } from '../seeded-rng.ts';
import { arrivals } from './arrivals.ts';

test('arrivals are as many as their rate and their seed say, however long each takes', async () => {
  const count = async (seed: number) => {
    let arrived = 0;
    await arrivals({ perSecond: 2_000, seconds: 0.2, rng: seededRng(seed) }, () => {
      arrived += 1;
    });
    return arrived;
  };
  const first = await count(1);
  // A Poisson number with mean 400: four of its standard deviations.
  expect(Math.abs(first - 400)).toBeLessThan(80);
  expect(await count(1)).toBe(first);
  expect(await count(2)).not.toBe(first);
});
