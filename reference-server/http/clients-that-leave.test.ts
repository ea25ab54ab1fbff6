import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ask } from '../testing/ask.ts';
import { parseExposition } from '../testing/exposition.ts';
import { startTestServer } from '../testing/test-server.ts';

/** Waits until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 500 && !isSo(); attempt += 1) await sleep(10);
  expect(isSo()).toBe(true);
}

test('a request whose client leaves before the answer is counted like any other', async () => {
  const server = await startTestServer();
  onTestFinished(() => server.app.close());
  const release = server.holdLoads();
  const left = request(`${server.url}/items/a`).on('error', () => {});
  left.end();
  await until(() => server.loads.length === 1);
  left.destroy();
  await sleep(50);
  release();
  await ask(`${server.url}/items/a`);
  const { body } = await ask(`${server.url}/metrics`, { headers: { accept: 'text/plain' } });
  const samples = parseExposition(body.toString());
  expect(samples.get('http_requests_total')).toBe(2);
  expect(samples.get('cache_requests_total')).toBe(2);
  expect(samples.get('http_request_errors_total')).toBe(0);
  const byClass = (status: string) =>
    samples.get(`route_responses_total{method="GET",route="/items/:id",status="${status}"}`);
  expect([byClass('2xx'), byClass('4xx')]).toEqual([1, 1]);
});

test('what somebody tried who left before the answer stands in the log', async () => {
  const server = await startTestServer();
  onTestFinished(() => server.app.close());
  const token = server.app.jwt.sign({ role: 'technical_admin', sub: 'anna' }, { expiresIn: '1h' });
  const authorization = { authorization: `Bearer ${token}` };
  const actions = () => server.logLines.filter(({ message }) => message === 'action').map(({ fields }) => fields);
  const hasCome = once(server.app.server, 'request');
  const url = `${server.url}/api/performance/metrics`;
  const left = request(url, {
    method: 'POST',
    headers: { ...authorization, 'content-length': 100, 'content-type': 'application/json' },
  }).on('error', () => {});
  left.write('{"action":');
  await hasCome;
  left.destroy();
  await until(() => actions().length > 0);
  expect(actions()).toMatchObject([{ action: 'POST /api/performance/metrics', statusCode: 499 }]);
});
