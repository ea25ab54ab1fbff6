import { expect, test } from 'vitest';
import { changeInterval, changeText, shareText } from './change-text.ts';

test.each([
  [0.081, '+8.1 %'],
  [-0.004, '−0.4 %'],
  [1.2, '+120 %'],
  [2000, '+200,000 %'],
  [0.0994, '+9.9 %'],
  [0.0996, '+10 %'],
  [0.0004, '±0.0 %'],
  [-0.0004, '±0.0 %'],
  [0, '±0.0 %'],
  [Number.POSITIVE_INFINITY, '+∞ %'],
  [Number.NaN, '– %'],
])('a change of %d is written %s', (change, text) => {
  expect(changeText(change)).toBe(text);
});

test('both bounds of an interval carry their signs', () => {
  expect(changeInterval([-0.008, 0.031])).toBe('[−0.8, +3.1]');
});

test.each([
  [0.05, '5 %'],
  [0.0213, '2.1 %'],
  [0, '0 %'],
  [0.001, '0.1 %'],
  [4.9e-15, '< 0.01 %'],
])('a share of %d is written %s', (share, text) => {
  expect(shareText(share)).toBe(text);
});
