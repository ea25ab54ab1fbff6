import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { databaseUnavailable } from './db/query-failure.ts';
import { ask } from './testing/ask.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { startTestServer } from './testing/test-server.ts';

/** The server as it is set: nothing of its cache is changed. Its clock stands, as a busy machine may take a second for all this. */
async function start() {
  const server = await startTestServer({ clock: new ManualClock() });
  onTestFinished(() => server.app.close());
  const statusOf = async (path: string) => (await ask(server.url + path)).status;
  return { ...server, statusOf };
}

test('a load that fails runs once for 200 requests over 20 ms, and all of them get its error', async () => {
  const server = await start();
  const requests = Array.from({ length: 200 }, async (_, request) => {
    await sleep(request / 10);
    return server.statusOf('/items/broken');
  });
  expect(new Set(await Promise.all(requests))).toEqual(new Set([500]));
  expect(server.loads).toEqual(['broken']);
});

test('the same of a database that is gone; when it is back the first request after that is served', async () => {
  const server = await start();
  const gone = databaseUnavailable(new Error('connection refused'));
  const mend = server.failLoads(gone);
  server.pool.failure = gone;
  for (let request = 0; request < 20; request++) expect(await server.statusOf('/items/a')).toBe(503);
  expect(server.loads).toEqual(['a']);
  mend();
  server.pool.failure = undefined;
  expect(await server.statusOf('/items/a')).toBe(200);
  expect(server.loads).toEqual(['a', 'a']);
});
