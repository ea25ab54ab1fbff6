import { expect, test } from 'vitest';
import { k6Environment, runCommand } from '../../gate/collect/k6-command.ts';
import { readK6Plan } from '../../gate/ingest/k6-inspect.ts';
import { MEASURED_ARGUMENTS, MEASURED_ENVIRONMENT } from './k6-scripts.ts';
import { pairedRatio } from './paired-ratio.ts';

test('the benchmark runs k6 as the collector does', () => {
  const { systemTags } = readK6Plan({ scenarios: {} });
  const files = { k6: 'k6', emptyConfig: 'empty.json', script: 'script.js' };
  const collected = runCommand(files, { systemTags, isLoopbackOnly: false });
  expect(['k6', 'run', '--config', 'empty.json', ...MEASURED_ARGUMENTS, 'script.js']).toEqual(collected);
  expect(k6Environment({}, {})).toMatchObject(MEASURED_ENVIRONMENT);
});

test('a ratio is that of the sides, and its interval holds what is in between', () => {
  const { ratio, interval, pairs } = pairedRatio([
    [100, 90],
    [200, 180],
    [50, 45],
  ]);
  expect([ratio, ...interval].map((one) => one.toFixed(6))).toEqual(['0.900000', '0.900000', '0.900000']);
  expect(pairs).toBe(3);
  const noisy = pairedRatio([
    [1, 1.1],
    [1, 0.9],
  ]).interval;
  expect(noisy[0]).toBeLessThan(0.5);
  expect(noisy[1]).toBeGreaterThan(2);
});

test('a side that measured nothing is no ratio', () => {
  expect(() => pairedRatio([[1, 1]])).toThrow(RangeError);
  expect(() =>
    pairedRatio([
      [1, 0],
      [1, 1],
    ]),
  ).toThrow(RangeError);
  expect(() =>
    pairedRatio([
      [0, 1],
      [1, 1],
    ]),
  ).toThrow(RangeError);
});
