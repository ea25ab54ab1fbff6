import { expect, onTestFinished, test } from 'vitest';
import { startSlammingServer } from '../testing/slamming-server.ts';
import { createRedisClient } from './redis-client.ts';

test('a Redis that refuses is asked again after pauses that double, up to the longest', async () => {
  const server = await startSlammingServer();
  onTestFinished(() => server.close());
  const retry = { firstMs: 20, longestMs: 80 };
  const kv = createRedisClient({ url: `redis://127.0.0.1:${server.port}`, retry });
  onTestFinished(() => kv.close());
  // Were there no longest pause, the last of these would come after eleven hours.
  await expect.poll(() => server.callsAt.length, { timeout: 10_000 }).toBeGreaterThan(21);
  const pauses = server.pauses();
  for (const [place, leastMs] of [20, 40, 80, 80].entries()) {
    // A timer may fire within the millisecond before its time; a busy machine makes pauses longer, never shorter.
    expect(pauses[place]).toBeGreaterThan(leastMs - 2);
  }
}, 20_000);
