/** The part of an `Alarm` that waits, in a thread of its own: rings at the moment that the cell holds, which then holds none. */
import { parentPort, workerData } from 'node:worker_threads';

/** What it is given. */
export interface AlarmThreadData {
  /** One moment, in ns of `process.hrtime`. */
  readonly cell: BigInt64Array;
  /** No moment. */
  readonly never: bigint;
}

// Given by `Alarm`.
const { cell, never } = workerData as AlarmThreadData;
for (;;) {
  const at = Atomics.load(cell, 0);
  const leftMs = Number(at - process.hrtime.bigint()) / 1e6;
  if (leftMs > 0) Atomics.wait(cell, 0, at, leftMs);
  else if (Atomics.compareExchange(cell, 0, at, never) === at) parentPort?.postMessage(null);
}
