import { setTimeout as sleep } from 'node:timers/promises';
import type { Rng } from '../ports.ts';

const TICK_MS = 4;

/**
 * Calls `arrive` at random moments, `perSecond` of them on average, whatever became of earlier ones (open model); resolves when the
 * seconds are over, with some of what was begun perhaps still under way.
 */
export async function arrivals(
  options: { readonly perSecond: number; readonly seconds: number; readonly rng: Rng },
  arrive: () => void,
): Promise<void> {
  const { perSecond, seconds, rng } = options;
  const gapMs = () => (-Math.log(1 - rng.next()) * 1_000) / perSecond;
  const began = performance.now();
  const endMs = seconds * 1_000;
  for (let dueMs = gapMs(); dueMs < endMs; dueMs += gapMs()) {
    // What is due within a tick is sent together: a timer for each would be the load itself.
    while (dueMs > performance.now() - began) await sleep(Math.min(TICK_MS, dueMs));
    arrive();
  }
  await sleep(Math.max(0, endMs - (performance.now() - began)));
}
