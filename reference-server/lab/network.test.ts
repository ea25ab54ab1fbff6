import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startWholeServer, type WholeServer } from '../../bench/outages/whole-server.ts';
import { readConfig } from '../config/config.ts';
import { ask, json } from '../testing/ask.ts';
import { startRedisProcess } from '../testing/redis-process.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startTestServer } from '../testing/test-server.ts';
import { describeNetwork, startNetwork } from './network.ts';

let database: TestDatabase;
let server: WholeServer;

beforeAll(async () => {
  database = await startTestDatabase();
  server = await startWholeServer({ DATABASE_URL: database.url, LAB_PROXY: 'on', LOG_LEVEL: 'error' });
}, 60_000);

afterAll(async () => {
  await server.stop();
  await database.stop();
});

const CALM = { net: '0', redis: 'up', pg: 'up' };

interface Answer {
  readonly achievedMs: { readonly redis: number | null; readonly pg: number | null };
}

async function put(body: string, headers: Record<string, string> = { 'x-lab-key': 'the lab key' }) {
  const all = { 'content-type': 'application/json', ...headers };
  const received = await ask(`${server.url}/lab/network`, { method: 'PUT', headers: all, body });
  return { status: received.status, body: json(received) as Answer };
}

test('what is put is in force and told, with the round trips that it makes; what is left out is as without the lab', async () => {
  const { body: region } = await put('{"net":"region","redis":{"slowMs":20}}');
  expect(region).toMatchObject({ net: 'region', redis: { slowMs: 20 }, pg: 'up' });
  expect(region.achievedMs.pg).toBeGreaterThan(13);
  expect(region.achievedMs.redis).toBeGreaterThan(30);
  const told = await ask(`${server.url}/lab/network`, { headers: { 'x-lab-key': 'the lab key' } });
  expect(json(told)).toMatchObject({ net: 'region', redis: { slowMs: 20 }, pg: 'up' });
  const { body: calm } = await put('{}');
  expect(calm).toMatchObject(CALM);
  expect(Number(calm.achievedMs.pg)).toBeLessThan(Number(region.achievedMs.pg));
});

test.each(['down', 'reset'])('a service that is %s answers no round trip', async (fault) => {
  expect((await put(JSON.stringify({ redis: fault, pg: fault }))).body.achievedMs).toEqual({ redis: null, pg: null });
  const { achievedMs } = (await put('{}')).body;
  expect([typeof achievedMs.redis, typeof achievedMs.pg]).toEqual(['number', 'number']);
});

test('who sets it at the same time does so in turn: each is answered by what its own network achieves', async () => {
  const answers = await Promise.all(
    ['"down"', '"up"', '"reset"', '"oom"', '"down"'].map((pg) => put(`{"redis":${pg}}`)),
  );
  expect(answers.map(({ body }) => body.achievedMs.redis === null)).toEqual([true, false, true, false, true]);
  await put('{}');
});

test('the network is a label of what the server says of itself', async () => {
  await put('{"net":"zone","pg":{"slowMs":5}}');
  const metrics = await ask(`${server.url}/metrics`, { headers: { accept: 'text/plain' } });
  expect(String(metrics.body)).toContain('network="zone, pg slow by 5 ms"');
  await put('{}');
  expect(describeNetwork({ net: '0', redis: 'oom', pg: 'down' })).toBe('0, redis oom, pg down');
});

test.each([
  '[]',
  'null',
  '"up"',
  '{"net":"planet"}',
  '{"net":2}',
  '{"net":"__proto__"}',
  '{"redis":"broken"}',
  '{"pg":"readonly"}',
  '{"pg":"oom"}',
  '{"redis":{"slowMs":0}}',
  '{"redis":{"slowMs":60001}}',
  '{"redis":{"slowMs":"5"}}',
  '{"redis":{"slowMs":5,"more":1}}',
  '{"redis":null}',
  '{"postgres":"down"}',
])('the network %s is refused and changes nothing', async (body) => {
  const received = await put(body);
  expect(received).toMatchObject({ status: 400, body: { error: { code: 'NETWORK_INVALID' } } });
  const told = await ask(`${server.url}/lab/network`, { headers: { 'x-lab-key': 'the lab key' } });
  expect(json(told)).toMatchObject(CALM);
});

test('whoever does not know the key neither sets nor sees it', async () => {
  expect(await put('{"pg":"down"}', { 'x-lab-key': 'another' })).toMatchObject({
    status: 403,
    body: { error: { code: 'LAB_FORBIDDEN' } },
  });
  expect((await ask(`${server.url}/lab/network`)).status).toBe(403);
});

test('without a proxy a lab says how to get one', async () => {
  const { app, url } = await startTestServer({ lab: { key: 'k' } });
  onTestFinished(() => app.close());
  const received = await ask(`${url}/lab/network`, { headers: { 'x-lab-key': 'k' } });
  expect([received.status, json(received)]).toMatchObject([409, { error: { code: 'LAB_PROXY_OFF' } }]);
});

test('a proxy without a lab is refused at the start', () => {
  expect(() => readConfig({ LAB_PROXY: 'on' })).toThrow('LAB_PROXY is on, and there is no lab that it would belong to');
  expect(readConfig({ LAB_PROXY: 'on', LAB_KEY: 'k' }).settings['lab.proxy']).toMatchObject({ value: 'on' });
});

test('the configuration of a Redis that is not ours is left alone', async () => {
  const redis = await startRedisProcess();
  onTestFinished(() => redis.stop());
  const foreign = await startWholeServer({
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    LAB_PROXY: 'on',
    LOG_LEVEL: 'error',
  });
  onTestFinished(() => foreign.stop());
  for (const mood of ['readonly', 'oom'] as const)
    await expect(foreign.putNetwork({ redis: mood })).rejects.toThrow('409 {"error":{"code":"NETWORK_REDIS_FOREIGN"');
  expect(await foreign.putNetwork({ redis: 'down' })).toMatchObject({ redis: 'down', achievedMs: { redis: null } });
});

test('a proxy ends when it is told to, whatever is on its lines', async () => {
  const redis = await startRedisProcess();
  onTestFinished(() => redis.stop());
  const log = { info() {}, warn() {}, error() {} };
  const services = { postgresUrl: database.url, redis: { url: redis.url, version: '', isOurs: false } };
  const network = await startNetwork(services, log);
  await network.put({ net: 'region', redis: { slowMs: 500 }, pg: 'up' });
  const port = Number(new URL(network.redisUrl ?? '').port);
  const client = connect(port, '127.0.0.1').on('error', () => {});
  await once(client, 'connect');
  client.write('PING\r\n'.repeat(10_000));
  const closed = new Promise((resolve) => client.once('close', resolve));
  await network.stop();
  await closed;
  const [error] = await once(connect(port, '127.0.0.1'), 'error').catch((thrown: unknown) => [thrown]);
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
});

test.each([
  ['postgres://user@/db?host=/var/run/postgresql', 'redis://127.0.0.1', 'DATABASE_URL'],
  ['postgres://user@127.0.0.1/db?sslmode=require', 'redis://127.0.0.1', 'DATABASE_URL'],
  ['postgres://user@127.0.0.1/db', 'rediss://127.0.0.1', 'REDIS_URL'],
])('no proxy is put in front of %s and %s', async (postgresUrl, url, variable) => {
  const log = { info() {}, warn() {}, error() {} };
  const started = startNetwork({ postgresUrl, redis: { url, version: '', isOurs: false } }, log);
  await expect(started).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(variable) });
});
