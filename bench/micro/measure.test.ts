import { expect, test } from 'vitest';
import { measure } from './measure.ts';
import { lastKept, type MicroTask } from './micro-suite.ts';

const options = { batches: 4, batchMs: 1, warmUpMs: 1, seed: 1 };

test('every task gets its batches, each with samples', async () => {
  const task = (name: string): MicroTask => ({ name, kind: 'sync', run: (operations) => operations });
  const batches = await measure({ name: 's', tasks: [task('a'), task('b')] }, options);
  expect([...batches.keys()]).toEqual(['a', 'b']);
  for (const one of batches.values()) {
    expect(one).toHaveLength(options.batches);
    for (const { samplesMs } of one) expect(samplesMs.length).toBeGreaterThan(0);
  }
});

test('a sample is the ms of one operation, and what a task returns is kept', async () => {
  const calls: number[] = [];
  const run = async (operations: number) => {
    calls.push(operations);
    for (let i = 0; i < operations; i += 1) await new Promise((resolve) => setTimeout(resolve, 2));
    return 'waited';
  };
  const batches = await measure({ name: 's', tasks: [{ name: 'wait', kind: 'async', run }] }, options);
  expect(lastKept()).toBe('waited');
  const samples = batches.get('wait')?.flatMap(({ samplesMs }) => samplesMs) ?? [];
  for (const sample of samples) expect(sample).toBeGreaterThan(1);
  expect(new Set(calls)).toEqual(new Set([1]));
});

test('a task that is shorter than the grain of the clock is looped', async () => {
  const calls: number[] = [];
  const run = (operations: number) => calls.push(operations);
  const batches = await measure({ name: 's', tasks: [{ name: 'short', kind: 'sync', run }] }, options);
  expect(calls.at(-1)).toBeGreaterThan(100);
  const samples = batches.get('short')?.flatMap(({ samplesMs }) => samplesMs) ?? [];
  expect(Math.min(...samples)).toBeLessThan(0.001);
});

test('a task that throws ends the suite', async () => {
  const run = () => {
    throw new Error('broken task');
  };
  await expect(measure({ name: 's', tasks: [{ name: 't', kind: 'sync', run }] }, options)).rejects.toThrow('broken');
});
