import fc from 'fast-check';
import { expect, test } from 'vitest';
import { medianShift } from './median-shift.ts';
import { seedOf } from './seed-of.ts';
import { theilSen } from './theil-sen.ts';

/* Reference: SciPy 1.17.1, stats.theilslopes(Y, X, alpha=.9), whose interval has one-sided bounds of 95 %; residuals of these data lean on nothing. */
const X = [0, 1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13];
const Y = [1.0, 1.2, 0.9, 1.5, 1.7, 1.4, 2.1, 1.9, 2.4, 2.2, 2.6, 2.3];

test('slope and bounds agree with SciPy', () => {
  const { slope, interval } = theilSen(X, Y, 0.95);
  expect(slope).toBeCloseTo(0.125, 12);
  expect(interval[0]).toBeCloseTo(0.09166666666666666, 12);
  expect(interval[1]).toBeCloseTo(0.15000000000000002, 12);
});

test('a slope needs two positions, and neighbours that resemble each other widen its bounds', () => {
  expect(() => theilSen([1], [1], 0.95)).toThrow(RangeError);
  expect(() => theilSen([1, 1], [1, 2], 0.95)).toThrow(RangeError);
  expect(theilSen([0, 1], [1, 3], 0.95)).toEqual({ slope: 2, interval: [2, 2] });
  const wave = X.map((x) => Math.sin(x / 2));
  const shaken = wave.map((_, position) => wave[(position * 5) % wave.length] ?? 0);
  const width = (values: readonly number[]) => {
    const { interval } = theilSen(
      values.map((__, position) => position),
      values,
      0.95,
    );
    return interval[1] - interval[0];
  };
  expect(width(wave)).toBeGreaterThan(width(shaken));
});

test('a slope turns with its values, and its bounds hold it', () => {
  const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 30 });
  fc.assert(
    fc.property(values, (drawn) => {
      const positions = drawn.map((_, position) => position);
      const up = theilSen(positions, drawn, 0.95);
      const down = theilSen(
        positions,
        drawn.map((value) => -value),
        0.95,
      );
      expect(down.slope).toBeCloseTo(-up.slope, 9);
      expect(up.interval[0]).toBeLessThanOrEqual(up.slope + 1e-12);
      expect(up.interval[1]).toBeGreaterThanOrEqual(up.slope - 1e-12);
    }),
  );
});

test('a shift between medians is drawn from its values: the same input, the same bounds', () => {
  const first = Y;
  const second = Y.map((value) => value + 5);
  const shift = medianShift(first, second, 0.95);
  expect(shift).toEqual(medianShift(first, second, 0.95));
  expect(shift.shift).toBeCloseTo(5, 12);
  expect(shift.interval[0]).toBeGreaterThan(4);
  expect(shift.interval[1]).toBeLessThan(6);
  expect(medianShift([1], [2], 0.95)).toEqual({ shift: 1, interval: [1, 1] });
  expect(medianShift([3, 3, 3], [3, 3], 0.95)).toEqual({ shift: 0, interval: [0, 0] });
});

/* Reference: FNV-1a of eight zero bytes, Python: h = 0x811c9dc5; for b in bytes(8): h = (h ^ b) * 0x01000193 % 2**32 */
test('a seed follows from the numbers and their order', () => {
  expect(seedOf([])).toBe(0x811c9dc5);
  expect(seedOf([0])).toBe(0x9be17165);
  expect(seedOf([1, 2])).not.toBe(seedOf([2, 1]));
});
