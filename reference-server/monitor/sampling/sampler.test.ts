import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ask, json } from '../../testing/ask.ts';
import { startTestServer } from '../../testing/test-server.ts';

interface History {
  readonly data: readonly { readonly at: number }[];
  readonly held: number;
}

test('monitoring that is on from the start keeps as many samples as it may, the newest ones', async () => {
  const server = await startTestServer({ monitor: { isSampling: true, intervalMs: 20, historyLength: 3 } });
  onTestFinished(() => server.app.close());
  const headers = { authorization: `Bearer ${server.app.jwt.sign({ role: 'viewer' }, { expiresIn: '1h' })}` };
  const history = async () => json(await ask(`${server.url}/api/v1/performance/history`, { headers })) as History;
  await expect.poll(async () => (await history()).held).toBe(3);
  const { data: early } = await history();
  const last = early.at(-1)?.at ?? Number.NaN;
  await expect.poll(async () => (await history()).data[0]?.at).toBeGreaterThan(last);
  expect(await history()).toMatchObject({ held: 3, data: [{}, {}, {}] });
});

test('monitoring that is stopped at once leaves nothing behind, and when it is started twice it runs once', async () => {
  const server = await startTestServer({ monitor: { historyLength: 1_000 } });
  onTestFinished(() => server.app.close());
  const headers = {
    authorization: `Bearer ${server.app.jwt.sign({ role: 'technical_admin' }, { expiresIn: '1h' })}`,
    'content-type': 'application/json',
  };
  const below = `${server.url}/api/v1/performance`;
  const order = (what: string) =>
    ask(`${below}/monitoring/${what}`, {
      method: 'POST',
      headers,
      body: what === 'start' ? '{"intervalMs": 100}' : '{}',
    });
  const history = async () => json(await ask(`${below}/history`, { headers })) as History;
  await Promise.all([order('start'), order('stop')]);
  await order('stop');
  await sleep(300);
  expect(await history()).toMatchObject({ held: 0 });
  await Promise.all([order('start'), order('start'), order('start')]);
  await expect.poll(async () => (await history()).held, { timeout: 5_000 }).toBeGreaterThan(3);
  const { data } = await history();
  // Loops side by side would take samples closer to each other than the interval.
  const stretches = data.slice(1).map((sample, place) => sample.at - (data[place]?.at ?? 0));
  expect(Math.min(...stretches)).toBeGreaterThan(90);
});
