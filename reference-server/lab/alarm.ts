import { Worker } from 'node:worker_threads';
import type { AlarmThreadData } from './alarm-thread.ts';

const NEVER = 2n ** 62n;

/**
 * Calls back at given moments, to a tenth of a millisecond: timers of Node know whole milliseconds, and are late by up to one. A
 * thread of its own waits, as one that waits so precisely can do nothing else.
 */
export class Alarm {
  readonly #cell = new BigInt64Array(new SharedArrayBuffer(8)).fill(NEVER);
  readonly #calls = new Map<() => void, number>();

  constructor() {
    const workerData: AlarmThreadData = { cell: this.#cell, never: NEVER };
    const thread = new Worker(new URL('alarm-thread.ts', import.meta.url), { workerData });
    thread.on('message', () => this.#ring());
    thread.unref();
  }

  /** Calls once at a moment of `performance.now()`; a call that is set again is moved. */
  set(call: () => void, at: number): void {
    this.#calls.set(call, at);
    this.#wind(at);
  }

  clear(call: () => void): void {
    this.#calls.delete(call);
  }

  #ring(): void {
    const now = performance.now();
    const due = [...this.#calls].filter(([, at]) => at <= now);
    for (const [call] of due) this.#calls.delete(call);
    for (const [call] of due) call();
    this.#wind(Math.min(...this.#calls.values()));
  }

  /** Rings at this moment, if not before. */
  #wind(at: number): void {
    if (at === Number.POSITIVE_INFINITY) return;
    const wanted = process.hrtime.bigint() + BigInt(Math.round((at - performance.now()) * 1e6));
    if (wanted >= Atomics.load(this.#cell, 0)) return;
    Atomics.store(this.#cell, 0, wanted);
    Atomics.notify(this.#cell, 0);
  }
}
