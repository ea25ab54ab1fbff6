import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type BatchRules, BatchTimeout, runBatches } from './run-batches.ts';

const rules: BatchRules = {
  batchSize: 2,
  concurrency: 2,
  attempts: 3,
  backoffMs: 1,
  timeoutMs: 5_000,
  isTransient: (error) => error instanceof Error && error.message === 'for the moment',
};

test('items are worked through in batches, and the results come in their order', async () => {
  const results = await runBatches([5, 1, 3, 2, 4], rules, async (batch) => {
    await sleep(batch[0]);
    return batch.join('+');
  });
  expect(results.map((one) => (one.kind === 'done' ? one.result : null))).toEqual(['5+1', '3+2', '4']);
  expect(results.map(({ from }) => from)).toEqual([0, 2, 4]);
});

test('no more batches than allowed are at work at the same time', async () => {
  let atWork = 0;
  let most = 0;
  await runBatches([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], rules, async () => {
    atWork += 1;
    most = Math.max(most, atWork);
    await sleep(5);
    atWork -= 1;
  });
  expect(most).toBe(2);
});

test('what failed for the moment is tried again, and what cannot succeed is not', async () => {
  const calls = new Map<number, number>();
  const results = await runBatches([1, 2, 3], { ...rules, batchSize: 1 }, async ([item = 0]) => {
    calls.set(item, (calls.get(item) ?? 0) + 1);
    if (item === 1 && calls.get(item) === 1) throw new Error('for the moment');
    if (item === 2) throw new Error('for good');
    if (item === 3) throw new Error('for the moment');
    return item;
  });
  expect(results.map(({ kind, attempts }) => [kind, attempts])).toEqual([
    ['done', 2],
    ['failed', 1],
    ['failed', 3],
  ]);
});

test('the pause before each further attempt is twice the one before', async () => {
  const calls: number[] = [];
  await runBatches([1], { ...rules, attempts: 4, backoffMs: 20 }, async () => {
    calls.push(performance.now());
    throw new Error('for the moment');
  });
  const pauses = calls.slice(1).map((at, place) => at - (calls[place] ?? at));
  expect(pauses).toHaveLength(3);
  // A timer may fire within the millisecond before its time; a busy machine makes pauses longer, never shorter.
  for (const [place, leastMs] of [20, 40, 80].entries()) expect(pauses[place]).toBeGreaterThan(leastMs - 2);
});

test('what comes too late is not begun', async () => {
  const results = await runBatches([1, 2], { ...rules, batchSize: 1, concurrency: 1, timeoutMs: 20 }, () => sleep(40));
  expect(results[0]).toMatchObject({ kind: 'done' });
  expect(results[1]).toMatchObject({ kind: 'failed', attempts: 0, error: expect.any(BatchTimeout) });
});

test('nothing is nothing', async () => {
  expect(await runBatches([], rules, async () => 1)).toEqual([]);
});
