import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { EventLoopDelay } from './event-loop-delay.ts';

test('a second full of stalls of 60 ms shows most of their length', async () => {
  const delay = new EventLoopDelay();
  onTestFinished(() => delay.stop());
  expect(delay.p99Ms).toBe(0);
  while (delay.p99Ms === 0) {
    const end = performance.now() + 60;
    while (performance.now() < end);
    await sleep(1);
  }
  // Other work on the machine makes a stall longer, never shorter; the sampling interval may hide 10 ms of it.
  expect(delay.p99Ms).toBeGreaterThan(40);
});
