import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { RowSink } from '../ports.ts';
import { exportRows } from './export-rows.ts';
import { rowEncoder } from './row-encoder.ts';

const BATCH = 10;
const VALUE = 'x'.repeat(1_000);

/** Batches of ten rows; `made` counts them, `isEnded` once the reading of them has ended. */
function countedBatches(count: number) {
  const seen = { made: 0, isEnded: false };
  async function* batches(sink: RowSink, signal: AbortSignal) {
    try {
      for (; seen.made < count; seen.made += 1) {
        if (signal.aborted) return;
        for (let row = 0; row < BATCH; row += 1) addRow(sink, String(seen.made * BATCH + row));
        yield sink.take();
      }
    } finally {
      seen.isEnded = true;
    }
  }
  return { seen, batches };
}

function addRow(sink: RowSink, id: string): void {
  const bytes = Buffer.alloc(2 + 4 + id.length + 4 + VALUE.length);
  bytes.writeInt16BE(2, 0);
  bytes.writeInt32BE(id.length, 2);
  bytes.write(id, 6);
  bytes.writeInt32BE(VALUE.length, 6 + id.length);
  bytes.write(VALUE, 10 + id.length);
  sink.add(bytes, 0, bytes.length);
}

const columns = [
  { name: 'id', isNumber: true },
  { name: 'text', isNumber: false },
];
const taken = { writableLength: 0 };
const options = { encoder: rowEncoder('ndjson', columns), into: taken, stallMs: 60_000 };

test('a batch is a chunk', async () => {
  const { batches } = countedBatches(11);
  const sizes: number[] = [];
  for await (const chunk of await exportRows({ ...options, batches })) sizes.push(String(chunk).split('\n').length - 1);
  expect(sizes).toEqual(Array.from({ length: 11 }, () => BATCH));
});

test('what a slow reader has not yet written is not written over', async () => {
  const { batches } = countedBatches(100);
  let text = '';
  const slow = new Writable({
    highWaterMark: 100_000,
    write(chunk, _encoding, done) {
      setTimeout(() => {
        text += chunk;
        done();
      }, 1);
    },
  });
  await pipeline(await exportRows({ ...options, batches, into: slow }), slow);
  const lines = text.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(Array.from({ length: 1_000 }, (_, id) => id));
});

test('of a client that reads slowly no more rows are held than it is given next', async () => {
  const { seen, batches } = countedBatches(10_000);
  const stream = await exportRows({ ...options, batches });
  for (let reads = 0; reads < 20; reads += 1) {
    while (stream.read() === null) await sleep(1);
    await sleep(2);
    expect(seen.made).toBeLessThanOrEqual(reads + 2);
  }
  stream.destroy();
  while (!seen.isEnded) await sleep(1);
  expect(seen.made).toBeLessThan(30);
});

test('a client that leaves before it has read anything ends the reading of rows', async () => {
  const { seen, batches } = countedBatches(10_000);
  const stream = await exportRows({ ...options, batches });
  stream.destroy();
  while (!seen.isEnded) await sleep(1);
  expect(seen.made).toBe(0);
});

test('no rows are the head and the tail of the document', async () => {
  const { batches } = countedBatches(0);
  const stream = await exportRows({ ...options, batches, encoder: rowEncoder('json', columns) });
  expect(Buffer.concat(await stream.toArray()).toString()).toBe('[]\n');
});
