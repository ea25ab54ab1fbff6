import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { everySecond } from './every-second.ts';

test('a task that takes longer than a second is never run twice at a time, and is waited for', async () => {
  let running = 0;
  let most = 0;
  let ended = 0;
  const clock = everySecond(async () => {
    running += 1;
    most = Math.max(most, running);
    await sleep(1200);
    running -= 1;
    ended += 1;
  });
  await sleep(3300);
  await clock.stop();
  expect({ running, most, hasRun: ended > 0 }).toEqual({ running: 0, most: 1, hasRun: true });
  const before = ended;
  await sleep(1100);
  expect(ended).toBe(before);
});

test('the error of a task reaches whoever stops the clock', async () => {
  const clock = everySecond(() => {
    throw new Error('no luck');
  });
  await sleep(1100);
  await expect(clock.stop()).rejects.toThrow('no luck');
});
