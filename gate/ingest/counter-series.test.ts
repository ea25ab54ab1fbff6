import { expect, test } from 'vitest';
import { createCounterIngest } from './counter-series.ts';

const CONFIG = {
  path: '/metrics',
  series: {
    'hit-rate': {
      numerator: ['hits{tier="l1"}', 'hits{tier="l2"}'],
      denominator: ['reads'],
      unit: 'share',
      better: 'higher',
    },
    cpu: { numerator: ['cpu_seconds'], denominator: ['reads'], scale: 1000, unit: 'ms', better: 'lower' },
    rss: { gauge: 'rss', unit: 'bytes', better: 'lower' },
  },
} as const;
const TIMELINE = { startedAtMs: 10_000, blockSeconds: 1, durationSeconds: 5 };
const text = (l1: number, l2: number, reads: number, cpu: number, rss: number) =>
  `hits{tier="l1"} ${l1}\nhits{tier="l2"} ${l2}\nreads ${reads}\ncpu_seconds ${cpu}\nrss ${rss}\n`;

function ingest(readings: readonly (readonly [atMs: number, text: string])[], timeline = TIMELINE) {
  const counters = createCounterIngest(CONFIG);
  for (const [atMs, reading] of readings) counters.read(reading, atMs);
  const { series, problems } = counters.end(timeline);
  return { blocks: Object.fromEntries(series.map((one) => [one.name, one.blocks])), problems };
}

test('growth between readings falls into the block in which it happened', () => {
  const { blocks, problems } = ingest([
    [10_000, text(10, 0, 20, 1, 100)],
    [11_000, text(14, 1, 30, 1.5, 110)],
    [12_000, text(20, 1, 40, 1.5, 120)],
  ]);
  expect(blocks['hit-rate']).toEqual([
    { at: 0, numerator: 5, denominator: 10 },
    { at: 1, numerator: 6, denominator: 10 },
  ]);
  expect(blocks.cpu).toEqual([
    { at: 0, numerator: 500, denominator: 10 },
    { at: 1, numerator: 0, denominator: 10 },
  ]);
  expect(blocks.rss).toEqual([
    { at: 0, value: 100 },
    { at: 1, value: 110 },
    { at: 2, value: 120 },
  ]);
  expect(problems).toEqual([]);
});

test('a missed reading leaves a gap whose growth is kept, never a zero', () => {
  const { blocks } = ingest([
    [10_000, text(0, 0, 0, 0, 1)],
    [11_000, text(1, 0, 2, 0, 1)],
    [14_000, text(4, 0, 8, 0, 1)],
  ]);
  expect(blocks['hit-rate']).toEqual([
    { at: 0, numerator: 1, denominator: 2 },
    { at: 2, numerator: 3, denominator: 6 },
  ]);
});

test('counters that begin again are left out, with a warning', () => {
  const { blocks, problems } = ingest([
    [10_000, text(5, 0, 10, 1, 1)],
    [11_000, text(1, 0, 2, 0, 1)],
    [12_000, text(2, 0, 4, 0, 1)],
  ]);
  expect(blocks['hit-rate']).toEqual([{ at: 1, numerator: 1, denominator: 2 }]);
  expect(problems.map(({ code, series, severity }) => [code, series, severity])).toEqual([
    ['COUNTERS_RESET', 'hit-rate', 'warning'],
    ['COUNTERS_RESET', 'cpu', 'warning'],
  ]);
});

test('a counter that the subject does not have makes its series invalid, not zero', () => {
  const { problems } = ingest([
    [10_000, 'reads 1\nrss 1\nhits{tier="l1"} 1\n'],
    [11_000, 'reads 2\nrss 1\nhits{tier="l1"} 1\nhits{tier="l2"} 0\n'],
  ]);
  expect(problems).toMatchObject([{ code: 'COUNTER_MISSING', series: 'cpu', severity: 'invalid' }]);
});

test('a label that has not been counted yet stands at zero', () => {
  const { blocks, problems } = ingest([
    [10_000, 'reads 0\nrss 1\ncpu_seconds 0\nhits{tier="l1"} 0\n'],
    [11_000, text(2, 3, 10, 0, 1)],
  ]);
  expect(blocks['hit-rate']).toEqual([{ at: 0, numerator: 5, denominator: 10 }]);
  expect(problems).toEqual([]);
});

test('a label that is never counted stands at zero, and is said to', () => {
  const { blocks, problems } = ingest([
    [10_000, 'reads 0\nrss 1\ncpu_seconds 0\nhits{tier="l1"} 0\n'],
    [11_000, 'reads 4\nrss 1\ncpu_seconds 0\nhits{tier="l1"} 3\n'],
  ]);
  expect(blocks['hit-rate']).toEqual([{ at: 0, numerator: 3, denominator: 4 }]);
  expect(problems).toMatchObject([{ code: 'COUNTER_AT_ZERO', series: 'hit-rate', severity: 'warning' }]);
});

test('a reading that lacks a counter it had before counts as missed, not as a fall to zero and a leap back', () => {
  const { blocks, problems } = ingest([
    [10_000, text(1000, 0, 2000, 0, 1)],
    [11_000, 'reads 2002\nrss 1\n'],
    [12_000, text(1002, 0, 2004, 0, 1)],
  ]);
  expect(blocks['hit-rate']).toEqual([{ at: 1, numerator: 2, denominator: 4 }]);
  expect(problems).toEqual([]);
});

test('what was read before or after the run does not count', () => {
  const { blocks } = ingest([
    [8_000, text(0, 0, 0, 0, 1)],
    [9_000, text(1, 0, 1, 0, 1)],
    [15_500, text(9, 0, 9, 0, 1)],
    [16_500, text(10, 0, 10, 0, 1)],
  ]);
  expect(blocks['hit-rate']).toEqual([{ at: 2, numerator: 8, denominator: 8 }]);
  expect(blocks.rss).toBeUndefined();
});

test('blocks of two seconds hold the sums of both', () => {
  const readings = [0, 1, 2, 3, 4].map((n) => [10_000 + n * 1000, text(n, 0, 2 * n, 0, n)] as const);
  const { blocks } = ingest(readings, { ...TIMELINE, blockSeconds: 2 });
  expect(blocks['hit-rate']).toEqual([
    { at: 0, numerator: 2, denominator: 4 },
    { at: 2, numerator: 2, denominator: 4 },
  ]);
  expect(blocks.rss).toEqual([
    { at: 0, value: 0.5 },
    { at: 2, value: 2.5 },
    { at: 4, value: 4 },
  ]);
});

test('a text that is not Prometheus is refused', () => {
  expect(() => createCounterIngest(CONFIG).read('<html>', 0)).toThrow(/no Prometheus sample/);
});

test('a counter that is no number is called that, and is neither missing nor 0', () => {
  const reading = (reads: number | string, rss: number | string) =>
    `hits{tier="l1"} 1\nhits{tier="l2"} 1\nreads ${reads}\ncpu_seconds 1\nrss ${rss}\n`;
  const { blocks, problems } = ingest([
    [10_000, reading('NaN', 1)],
    [11_000, reading('NaN', '+Inf')],
    [12_000, reading('NaN', 3)],
  ]);
  expect(blocks['hit-rate']).toBeUndefined();
  expect(blocks.rss).toEqual([
    { at: 0, value: 1 },
    { at: 2, value: 3 },
  ]);
  expect(problems).toMatchObject([
    { code: 'COUNTER_NOT_A_NUMBER', severity: 'invalid', series: 'hit-rate' },
    { code: 'COUNTER_NOT_A_NUMBER', severity: 'invalid', series: 'cpu' },
    { code: 'COUNTER_NOT_A_NUMBER', severity: 'warning', series: 'rss' },
  ]);
  expect(problems[0]?.message).toBe(
    'the subject answered reads with NaN or infinity in every reading: "hit-rate" cannot be made',
  );
  expect(problems[2]?.message).toContain('in 1 of 3 readings: "rss" has gaps there');
});
