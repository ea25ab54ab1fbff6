import { expect, test } from 'vitest';
import { changeInterval, changeText } from './change-text.ts';

test('a change has its sign, one decimal below a hundred percent, and none for nothing', () => {
  expect([0.123, -0.0042, 0.0001, -0.0001, 0, 20.1, -0.9996].map(changeText)).toEqual([
    '+12.3 %',
    '−0.4 %',
    '0.0 %',
    '0.0 %',
    '0.0 %',
    '+2,010 %',
    '−100 %',
  ]);
  expect(changeText(Number.POSITIVE_INFINITY)).toBe('+∞ %');
});

test('an interval states its unit once', () => {
  expect(changeInterval([-0.021, 0.149])).toBe('−2.1 to +14.9 %');
});
