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
