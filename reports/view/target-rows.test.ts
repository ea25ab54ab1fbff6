import { expect, test } from 'vitest';
import type { Target, TargetVerdict } from '../../gate/core/model/target.ts';
import { targetResult } from '../golden/assemble-record.ts';
import { bySeverity, targetRow } from './target-rows.ts';
import { anchors } from './words.ts';

function result(verdict: TargetVerdict, observed: number, limit: Partial<Target> = { below: 100 }) {
  return targetResult({ metric: 'latency.p95', source: 'test', ...limit }, verdict, observed, [
    observed * 0.9,
    observed * 1.1,
  ]);
}

test('the missed come first, the furthest beyond its limit on top; of the met the closest to its limit', () => {
  const results = [
    result('met', 20),
    result('inconclusive', 99),
    result('missed', 150),
    result('met', 90),
    result('invalid', 500),
    result('missed', 80, { above: 900 }),
  ];
  expect(bySeverity(results).map(({ verdict, observed }) => [verdict, observed])).toEqual([
    ['missed', 80],
    ['missed', 150],
    ['invalid', 500],
    ['inconclusive', 99],
    ['met', 90],
    ['met', 20],
  ]);
});

test('the bar points left for what is better, whichever way that is', () => {
  const gaugeOf = (observed: number, limit: Partial<Target>) =>
    targetRow(result('met', observed, limit), anchors()).gauge?.value;
  expect(gaugeOf(100, { below: 100 })).toBe(50);
  expect(gaugeOf(50, { below: 100 })).toBeLessThan(50);
  expect(gaugeOf(200, { below: 100 })).toBeGreaterThan(50);
  expect(gaugeOf(200, { above: 100 })).toBeLessThan(50);
  expect(gaugeOf(50, { above: 100 })).toBeGreaterThan(50);
  expect(gaugeOf(100_000, { below: 100 })).toBe(100);
  expect(gaugeOf(0, { below: 100 })).toBe(0);
  expect(gaugeOf(0, { above: 100 })).toBe(100);
});

test('a target without samples has no value and no bar', () => {
  const row = targetRow({ ...result('invalid', 0), observed: null, interval: null }, anchors());
  expect(row).toMatchObject({ value: 'no data', interval: '', gauge: null });
});

test('two targets of one metric and route have anchors of their own', () => {
  const anchor = anchors();
  const rows = [result('met', 1), result('met', 2, { below: 50 })].map((one) => targetRow(one, anchor));
  expect(rows.map((row) => row.anchor)).toEqual(['target-latency-p95-all', 'target-latency-p95-all-2']);
});
