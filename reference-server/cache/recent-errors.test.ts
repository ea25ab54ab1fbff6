import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { lifetimeOf } from './lifetime.ts';
import { RecentErrors } from './recent-errors.ts';

test('only so many keys have their errors remembered, the last ones, and whatever was thrown comes back', () => {
  const errors = new RecentErrors(1000, new ManualClock());
  for (let key = 0; key < 1500; key++) errors.add(`${key}`, undefined);
  expect([errors.find('0'), errors.find('499')]).toEqual([undefined, undefined]);
  expect([errors.find('500'), errors.find('1499')]).toEqual(
    [{ error: undefined }, { error: undefined }].map((one) => expect.objectContaining(one)),
  );
});

test('what is never fresh is not kept either, whatever its grace', () => {
  const life = { ttlSeconds: 0, graceSeconds: 60 };
  expect(lifetimeOf('value', life, { isNegative: () => false, jitter: 0.1, rng: { next: () => 0.9 } })).toEqual({
    freshMs: 0,
    keptMs: 0,
  });
});
