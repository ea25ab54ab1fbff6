import { Bench } from 'tinybench';
import { expect, test } from 'vitest';
import { quantile } from '../core/stats/quantile.ts';
import { ingestTinybench } from './tinybench.ts';

async function realBatch(): Promise<{ readonly samplesMs: readonly number[] }> {
  const bench = new Bench({ time: 5, retainSamples: true });
  bench.add('sum', () => [1, 2, 3].reduce((sum, value) => sum + value, 0) > 0);
  await bench.run();
  const result = bench.tasks[0]?.result;
  const samples = result !== undefined && 'latency' in result ? result.latency.samples : undefined;
  return { samplesMs: (samples ?? []).filter((sample) => sample > 0) };
}

test('samples that tinybench itself kept become a distribution, a block a batch', async () => {
  const batches = [await realBatch(), await realBatch()];
  const { measurement } = ingestTinybench([
    JSON.parse(JSON.stringify({ tool: 'tinybench', suite: 's', task: 'sum', batches })),
  ]);
  expect(measurement.series).toMatchObject([
    { name: 'latency', route: 's: sum', unit: 'ms', blocks: [{ at: 0 }, { at: 1 }] },
  ]);
  expect(measurement.series[0]?.blocks.map((block) => 'count' in block && block.count)).toEqual(
    batches.map(({ samplesMs }) => samplesMs.length),
  );
});

test('nanoseconds are told apart', () => {
  const batches = [{ samplesMs: [50e-6, 51e-6, 52e-6] }];
  const [series] = ingestTinybench([{ tool: 'tinybench', suite: 's', task: 't', batches }]).measurement.series;
  if (series?.kind !== 'distribution' || series.blocks[0] === undefined) throw new TypeError('no distribution');
  expect(quantile(series.blocks[0], 0.5) / 51e-6).toBeCloseTo(1, 2);
});

test('a task that is printed twice is refused, and no batch of it is passed over', () => {
  const task = { tool: 'tinybench', suite: 's', task: 't', batches: [{ samplesMs: [1] }] };
  expect(() => ingestTinybench([task, { ...task, task: 'u' }, { ...task, batches: [{ samplesMs: [3] }] }])).toThrow(
    'the suite printed "s: t" twice.',
  );
});

test.each([
  [{}],
  [null],
  [{ tool: 'tinybench', suite: 's', task: 't', batches: [] }],
  [{ tool: 'tinybench', suite: 's', task: 't', batches: [{ samplesMs: [] }] }],
  [{ tool: 'tinybench', suite: 's', task: 't', batches: [{ samplesMs: [-1] }] }],
  [{ tool: 'autocannon', shot: 's', batches: [] }],
])('%j is no result of tinybench', (input) => {
  expect(() => ingestTinybench([input])).toThrow(expect.objectContaining({ code: 'SUITE_OUTPUT_UNREADABLE' }));
});
