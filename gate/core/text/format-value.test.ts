import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatBeside,
  formatCount,
  formatDuration,
  formatInterval,
  formatLimit,
  formatThings,
  formatValue,
} from './format-value.ts';

test('a value has three significant digits and the unit in the size that fits', () => {
  expect(formatValue(0.0000421, 'ms')).toBe('42.1 ns');
  expect(formatValue(0.85, 'ms')).toBe('850 µs');
  expect(formatValue(3, 'ms')).toBe('3.00 ms');
  expect(formatValue(12.345, 'ms')).toBe('12.3 ms');
  expect(formatValue(1234.5, 'ms')).toBe('1.23 s');
  expect(formatValue(512, 'bytes')).toBe('512 B');
  expect(formatValue(3_440_000, 'bytes')).toBe('3.44 MB');
  expect(formatValue(1204.4, '1/s')).toBe('1,204 /s');
  expect(formatValue(2.104, 'statements')).toBe('2.10 statements');
  expect(formatValue(7, '')).toBe('7');
});

test('a value that rounds up to the next size is written in it', () => {
  expect(formatValue(0.9996, 'ms')).toBe('1.00 ms');
  expect(formatValue(999.6, 'ms')).toBe('1.00 s');
  expect(formatValue(9.996, 'statements')).toBe('10.0 statements');
});

test('a share is a percentage, and one that is not all never reads 100 %', () => {
  expect(formatValue(0.8, 'share')).toBe('80 %');
  expect(formatValue(0.07, 'share')).toBe('7 %');
  expect(formatValue(0.000421, 'share')).toBe('0.0421 %');
  expect(formatValue(0.9925, 'share')).toBe('99.2 %');
  expect(formatValue(0.99996, 'share')).toBe('99.996 %');
  expect(formatValue(1, 'share')).toBe('100 %');
  fc.assert(
    fc.property(fc.double({ min: 0.9, max: 1 - 1e-8, noNaN: true }), (share) => {
      expect(formatValue(share, 'share')).not.toBe('100 %');
    }),
  );
});

test('zero, negative and endless values are written plainly', () => {
  expect(formatValue(0, 'ms')).toBe('0 ms');
  expect(formatValue(-2.5, 'ms')).toBe('-2.50 ms');
  expect(formatValue(Number.POSITIVE_INFINITY, 'ms')).toBe('∞ ms');
  expect(formatValue(Number.NaN, 'share')).toBe('– %');
  expect(formatValue(1e-20, 'statements')).toBe('1.00e-20 statements');
});

test('a formatted value is within half a percent of the value', () => {
  const factors: Record<string, number> = { ns: 1e-6, µs: 1e-3, ms: 1, s: 1e3 };
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e7, noNaN: true }), (ms) => {
      const [number = '', symbol = ''] = formatValue(ms, 'ms').split(' ');
      const read = Number(number.replaceAll(',', '')) * (factors[symbol] ?? Number.NaN);
      expect(Math.abs(read - ms)).toBeLessThanOrEqual(ms * 0.005 * (1 + 1e-9));
    }),
  );
});

test('a limit keeps the digits its author gave it', () => {
  expect(formatLimit(85, 'ms')).toBe('85 ms');
  expect(formatLimit(1500, 'ms')).toBe('1.5 s');
  expect(formatLimit(0.9995, 'share')).toBe('99.95 %');
  expect(formatLimit(100, '1/s')).toBe('100 /s');
});

test('the bounds of an interval share one size, and digits enough to differ', () => {
  expect(formatInterval([0.9, 1.1], 'ms')).toBe('0.900–1.10 ms');
  expect(formatInterval([128.2, 136.9], 'ms')).toBe('128–137 ms');
  expect(formatInterval([12.3401, 12.3449], 'ms')).toBe('12.340–12.345 ms');
  expect(formatInterval([0.979, 0.99999997], 'share')).toBe('97.9–99.99 %');
  expect(formatInterval([0.999, 0.99996], 'share')).toBe('99.90–99.996 %');
  expect(formatInterval([0.99996, 0.99996], 'share')).toBe('99.996–99.996 %');
  expect(formatInterval([0, 0.99999997], 'share')).toBe('0–99.9 %');
  expect(formatInterval([0.979, 1], 'share')).toBe('97.9–100 %');
  expect(formatInterval([5, 5], 'ms')).toBe('5.00–5.00 ms');
  expect(formatInterval([3, Number.POSITIVE_INFINITY], 'ms')).toBe('3.00–∞ ms');
});

test('a value just over its limit does not read like the limit', () => {
  expect(formatBeside(85.02, 85, 'ms')).toBe('85.02 ms');
  expect(formatBeside(85, 85, 'ms')).toBe('85.0 ms');
  expect(formatBeside(91.23, 85, 'ms')).toBe('91.2 ms');
  expect(formatBeside(0.79996, 0.8, 'share')).toBe('79.996 %');
});

test('counts are grouped, durations are in words', () => {
  expect(formatCount(1234567)).toBe('1,234,567');
  expect(formatDuration(0.85)).toBe('850 ms');
  expect(formatDuration(42)).toBe('42 s');
  expect(formatDuration(725)).toBe('12 min 5 s');
  expect(formatDuration(10_800)).toBe('3 h');
});

test('one thing is named in the singular', () => {
  expect([0, 1, 1204].map((count) => formatThings(count, 'block'))).toEqual(['0 blocks', '1 block', '1,204 blocks']);
});
