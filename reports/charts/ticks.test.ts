import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clock, fittedAxis, latencyAxis, linearAxis, xTicks, yTicks } from './ticks.ts';

const values = fc.array(fc.double({ min: 1e-5, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });

test('an axis holds every value, and its ticks lie on it', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 3, max: 8 }), (list, most) => {
      for (const axis of [latencyAxis(list, 'ms'), linearAxis(list, 'ms')]) {
        expect(axis.domain[0]).toBeLessThanOrEqual(Math.min(...list) * (1 + 1e-9));
        expect(axis.domain[1]).toBeGreaterThanOrEqual(Math.max(...list) * (1 - 1e-9));
        const ticks = yTicks(axis, most);
        expect(ticks.length).toBeGreaterThan(0);
        expect(ticks.length).toBeLessThanOrEqual(Math.max(most + 1, 18));
        for (const { value } of ticks) {
          expect(value).toBeGreaterThanOrEqual(axis.domain[0]);
          expect(value).toBeLessThanOrEqual(axis.domain[1]);
        }
        expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
      }
    }),
  );
});

test('latencies of one size get a linear axis from zero, of several sizes a logarithmic one', () => {
  expect(latencyAxis([2, 9], 'ms')).toEqual({ unit: 'ms', scale: 'linear', domain: [0, 10] });
  expect(latencyAxis([0.3, 80], 'ms')).toEqual({ unit: 'ms', scale: 'log', domain: [0.2, 100] });
  expect(latencyAxis([0, 80], 'ms').scale).toBe('linear');
  expect(latencyAxis([], 'ms').scale).toBe('linear');
});

test('a counter that was always zero has an axis all the same', () => {
  expect(linearAxis([0, 0], 'commands').domain).toEqual([0, 1]);
  expect(linearAxis([], 'commands').domain).toEqual([0, 1]);
});

test('ticks of time are round, whatever the length of the run', () => {
  const labels = (seconds: number) => xTicks({ kind: 'time', domain: [0, seconds] }, 5).map(({ label }) => label);
  expect(labels(70)).toEqual(['0:00', '0:15', '0:30', '0:45', '1:00']);
  expect(labels(7200)).toEqual(['0:00', '30:00', '1:00:00', '1:30:00', '2:00:00']);
  for (const seconds of [1, 59, 3600, 86_400, 700_000]) expect(labels(seconds).length).toBeLessThanOrEqual(6);
});

test('the percentile axis is marked at each nine that it reaches', () => {
  expect(xTicks({ kind: 'percentile', domain: [0, 3.2] }, 5).map(({ label }) => label)).toEqual([
    '0',
    'p50',
    'p90',
    'p99',
    'p99.9',
  ]);
});

test('seconds read as a clock', () => {
  expect([0, 65, 3661].map(clock)).toEqual(['0:00', '1:05', '1:01:01']);
});

test('an axis of magnitudes has powers of ten, or evenly spaced values where it spans too little for them', () => {
  const labels = (low: number, high: number) =>
    xTicks({ kind: 'magnitude', unit: 'ms', domain: [Math.log10(low), Math.log10(high)] }, 7).map(({ label }) => label);
  expect(labels(0.3, 400)).toEqual(['300 µs', '1 ms', '3 ms', '10 ms', '30 ms', '100 ms', '300 ms']);
  expect(labels(1.15, 1.62)).toEqual(['1.2 ms', '1.3 ms', '1.4 ms', '1.5 ms', '1.6 ms']);
});

test('an axis of runs is labelled with their days, at whole runs', () => {
  const names = Array.from({ length: 40 }, (_, index) => `day ${index}`);
  const ticks = xTicks({ kind: 'run', names, domain: [-0.5, 39.5] }, 5);
  expect(ticks.map(({ label }) => label)).toEqual(['day 0', 'day 10', 'day 20', 'day 30']);
});

test('a fitted axis leaves room on both sides, does not begin at zero, and never goes below it without need', () => {
  expect(fittedAxis([100, 104], 'ms').domain).toEqual([99, 105]);
  expect(fittedAxis([0.1, 8], 'ms').domain[0]).toBe(0);
  expect(fittedAxis([5], 'ms').domain[0]).toBeLessThan(5);
  expect(fittedAxis([0], 'ms').domain[1]).toBeGreaterThan(0);
  expect(fittedAxis([], 'ms').domain).toEqual([0, 1]);
});
