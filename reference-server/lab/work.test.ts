import { expect, onTestFinished, test } from 'vitest';
import { ask, json } from '../testing/ask.ts';
import { startTestServer } from '../testing/test-server.ts';

const KEY = 'the lab key';

interface Work {
  readonly requests: number;
  readonly phases: readonly { readonly name: string; readonly ms: number }[];
  readonly statements: readonly unknown[];
  readonly gaps: readonly string[];
}

async function startLab() {
  const server = await startTestServer({ lab: { key: KEY } });
  onTestFinished(() => server.app.close());
  const work = async () => json(await ask(`${server.url}/lab/work`, { headers: { 'x-lab-key': KEY } })) as Work;
  return { ...server, work };
}

test('work is told to whoever knows the key, and nothing without a lab', async () => {
  const { url } = await startLab();
  expect((await ask(`${url}/lab/work`, { headers: { 'x-lab-key': 'another' } })).status).toBe(403);
  const closed = await startTestServer();
  onTestFinished(() => closed.app.close());
  expect((await ask(`${closed.url}/lab/work`, { headers: { 'x-lab-key': '' } })).status).toBe(404);
});

test('requests are counted without those of the control routes', async () => {
  const { url, work } = await startLab();
  for (const path of ['/items/a', '/items/a', '/plain', '/health', '/metrics']) await ask(url + path);
  await work();
  expect((await work()).requests).toBe(3);
});

test('phases add up what every answer said of itself, from the front and from the router', async () => {
  const { url, work } = await startLab();
  const said: Record<string, number> = {};
  for (const path of ['/items/a', '/items/a', '/items/a', '/plain']) {
    const { headers } = await ask(url + path, { headers: { 'accept-encoding': 'gzip' } });
    for (const phase of String(headers['server-timing']).split(', ')) {
      const [, name = '', ms] = /^(\w+);dur=([\d.]+)$/.exec(phase) ?? [];
      said[name] = (said[name] ?? 0) + Number(ms);
    }
  }
  expect(Object.keys(said).toSorted()).toEqual(['cache', 'compress', 'db', 'serialise']);
  const { phases } = await work();
  for (const { name, ms } of phases) {
    // Headers round to the microsecond, and the very answer that tells is serialised after it is read.
    expect([name, Math.abs(ms - (said[name] ?? 0))]).toEqual([name, expect.closeTo(0, 1)]);
  }
  expect(phases.find(({ name }) => name === 'db')?.ms).toBe(1.5);
});

test('what cannot be told is said: no Redis, no statistics of the database', async () => {
  const { pool, work } = await startLab();
  pool.failure = new Error('relation "pg_stat_statements" does not exist');
  const { statements, gaps } = await work();
  expect(statements).toEqual([]);
  expect(gaps).toEqual([
    'There is no Redis, so no commands were sent.',
    'SQL statements cannot be told apart: pg_stat_statements cannot be read.',
  ]);
});
