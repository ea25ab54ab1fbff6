import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { ask } from '../testing/ask.ts';
import { parseExposition } from '../testing/exposition.ts';
import { startTestServer } from '../testing/test-server.ts';
import { GcTime } from './gc-time.ts';

/** Has the garbage of this process collected, now. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

test('a collection takes time, and GET /metrics tells it', async () => {
  const { app, url } = await startTestServer();
  onTestFinished(() => app.close());
  const told = async () => {
    const { body } = await ask(`${url}/metrics`, { headers: { accept: 'text/plain' } });
    return parseExposition(body.toString()).get('nodejs_gc_seconds_total');
  };
  const before = await told();
  expect(before).toEqual(expect.any(Number));
  collectGarbage();
  await expect.poll(told).toBeGreaterThan(before ?? 0);
});

test('what is stopped counts no more', async () => {
  const [stopped, running] = [new GcTime(), new GcTime()];
  onTestFinished(() => running.stop());
  stopped.stop();
  collectGarbage();
  await expect.poll(() => running.seconds).toBeGreaterThan(0);
  expect(stopped.seconds).toBe(0);
});
