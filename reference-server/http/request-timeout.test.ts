import { setTimeout as sleep } from 'node:timers/promises';
import { fastify } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { addCallers } from './caller.ts';
import { addRequestTimeout } from './request-timeout.ts';

test('a handler has the time of all, or that of its route', async () => {
  const app = fastify();
  onTestFinished(() => app.close());
  addCallers(app);
  addRequestTimeout(app, 20, { info() {}, warn() {}, error() {} });
  app.get('/usual', () => sleep(100, 'late'));
  app.get('/patient', { config: { timeoutMs: 60_000 } }, () => sleep(100, 'late'));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  expect((await fetch(`${url}/usual`)).status).toBe(503);
  expect(await (await fetch(`${url}/patient`)).text()).toBe('late');
});
