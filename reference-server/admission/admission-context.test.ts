import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastify } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { PhaseTimes, phaseTotals } from '../http/timing.ts';
import { systemClock } from '../system-clock.ts';
import { addAdmissionHook } from './admission-hook.ts';
import { AdmissionQueue } from './admission-queue.ts';

test('a request that is let in by the end of another keeps its own context', async () => {
  const whose = new AsyncLocalStorage<string>();
  const queue = new AdmissionQueue(
    { isEnabled: true, maxConcurrent: 1, maxWaiting: 10, timeoutMs: 5_000 },
    systemClock,
  );
  const app = fastify();
  onTestFinished(() => app.close());
  app.addHook('onRequest', (request, _reply, done) => {
    request.timing = new PhaseTimes(0, phaseTotals());
    whose.run(request.url, done);
  });
  addAdmissionHook(app, queue, ({ ip }) => ip);
  app.get('/:name', async () => {
    await sleep(20);
    return whose.getStore();
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const paths = ['/a', '/b', '/c', '/d'];
  const told = await Promise.all(paths.map(async (path) => (await fetch(url + path)).text()));
  expect(told).toEqual(paths);
  expect(queue.getStats()).toMatchObject({ admitted: 4, running: 0 });
  expect(queue.getStats().waitMs).toBeGreaterThan(0);
});
