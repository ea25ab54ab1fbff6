import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { exportRows } from './export-rows.ts';
import { rowEncoder } from './row-encoder.ts';

const BATCH = 10;

/** Batches of ten rows; `made` counts them, `isEnded` once the reading of them has ended. */
function countedBatches(count: number) {
  const seen = { made: 0, isEnded: false };
  async function* batches(signal: AbortSignal) {
    try {
      for (; seen.made < count; seen.made += 1) {
        if (signal.aborted) return;
        yield Array.from({ length: BATCH }, (_, place) => [String(seen.made * BATCH + place), 'x'.repeat(1_000)]);
      }
    } finally {
      seen.isEnded = true;
    }
  }
  return { seen, batches };
}

const columns = [
  { name: 'id', isNumber: true },
  { name: 'text', isNumber: false },
];
const options = { encoder: rowEncoder('ndjson', columns), stallMs: 60_000 };

test('rows are written in chunks of so many rows, whatever number of them was fetched at a time', async () => {
  const { batches } = countedBatches(11);
  const sizes: number[] = [];
  for await (const chunk of await exportRows({ ...options, batches, chunkRows: 3 * BATCH })) {
    sizes.push(String(chunk).split('\n').length - 1);
  }
  expect(sizes).toEqual([30, 30, 30, 20]);
});

test('of a client that reads slowly no more rows are held than it can be given next', async () => {
  const { seen, batches } = countedBatches(10_000);
  const stream = await exportRows({ ...options, batches, chunkRows: BATCH });
  for (let taken = 0; taken < 20; taken += 1) {
    while (stream.read() === null) await sleep(1);
    await sleep(2);
    // 10 kB a chunk against a stream that wants 64 kB at hand: what it was given, seven chunks, and the one under way.
    expect(seen.made).toBeLessThanOrEqual((taken + 2) * 8);
  }
  stream.destroy();
  while (!seen.isEnded) await sleep(1);
  expect(seen.made).toBeLessThan(500);
});

test('a client that leaves before it has read anything ends the reading of rows', async () => {
  const { seen, batches } = countedBatches(10_000);
  const stream = await exportRows({ ...options, batches, chunkRows: BATCH });
  stream.destroy();
  while (!seen.isEnded) await sleep(1);
  expect(seen.made).toBe(0);
});

test('no rows are the head and the tail of the document', async () => {
  const { batches } = countedBatches(0);
  const stream = await exportRows({ batches, encoder: rowEncoder('json', columns), stallMs: 60_000, chunkRows: BATCH });
  expect(Buffer.concat(await stream.toArray()).toString()).toBe('[]\n');
});
