import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startRedisProcess } from './testing/redis-process.ts';
import { startTestDatabase, type TestDatabase } from './testing/test-database.ts';

const script = fileURLToPath(new URL('start.ts', import.meta.url));
const children = new Set<ChildProcess>();
let database: TestDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});

afterAll(async () => {
  await database.stop();
});

interface Started {
  readonly child: ChildProcess;
  /** Where it listens; rejects when it ends before it does. */
  readonly listening: Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }>;
}

function start(variables: Readonly<Record<string, string>>): Started {
  const child = spawn(process.execPath, [script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      // Nobody there: the server goes on with one tier.
      REDIS_URL: 'redis://127.0.0.1:1',
      SEED_POSTS: '1000',
      SEED_EVENTS: '1000',
      SEED_TASKS: '1000',
      SEED_ACTIVITIES: '1000',
      SEED_LEARNING_EVENTS: '1000',
      SEED_LEARNERS: '100',
      SEED_METRICS: '1000',
      SEED_USERS: '100',
      ...variables,
    },
  });
  children.add(child);
  let output = '';
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output, errors }));
  const listening = new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      const [, url] = /^listening on (http:\S+)$/m.exec(output) ?? [];
      if (url !== undefined) resolve(url);
    });
    ended.then(({ errors: said }) => reject(new Error(said)));
  });
  listening.catch(() => {});
  return { child, listening, ended };
}

test.each([
  ['SIGTERM', (child: ChildProcess) => child.kill('SIGTERM')],
  ['SIGINT', (child: ChildProcess) => child.kill('SIGINT')],
  ['the end of stdin', (child: ChildProcess) => child.stdin?.end()],
])('%s ends it with exit code 0', async (_, end) => {
  const { child, listening, ended } = start({});
  expect((await fetch(`${await listening}/health`)).status).toBe(200);
  end(child);
  expect(await ended).toMatchObject({ code: 0 });
});

test('what it was asked before SIGTERM it still answers', async () => {
  const { child, listening, ended } = start({ FAULT_HANDLER_DELAY_MS: '1000' });
  const answer = fetch(`${await listening}/api/users/1`);
  await sleep(300);
  child.kill('SIGTERM');
  expect((await answer).status).toBe(200);
  expect(await ended).toMatchObject({ code: 0 });
});

test('it says what it runs on, and on which data', async () => {
  const { listening } = start({});
  const metrics = await fetch(`${await listening}/metrics`, { headers: { accept: 'text/plain' } });
  const [, info = ''] = /^server_info\{(.*)\} 1$/m.exec(await metrics.text()) ?? [];
  expect(info).toContain(`node="${process.version}"`);
  expect(info).toMatch(/postgres="\d+[.\d]*"/);
  expect(info).toContain('redis="not reached"');
  expect(info).toContain('posts="1000"');
  expect(info).toContain('users="100"');
  expect(info).toContain('configuration="users"');
  expect(info).toMatch(/settings="[\da-f]{12}"/);
});

test('a Redis that it lost stays in what it says, though no request failed', async () => {
  const redis = await startRedisProcess();
  try {
    const { listening } = start({ REDIS_URL: redis.url });
    const url = await listening;
    const redisFact = async () => {
      const metrics = await fetch(`${url}/metrics`, { headers: { accept: 'text/plain' } });
      return /redis="([^"]*)"/.exec(await metrics.text())?.[1];
    };
    const health = async () => (await fetch(`${url}/health`)).text();
    // It listens whether or not it has a connection yet, and loses only what it had.
    await expect.poll(health, { timeout: 20_000 }).toContain('"redis":{"status":"up"');
    expect(await redisFact()).toMatch(/^redis \d+[.\d]*$/);
    redis.signal('SIGKILL');
    await expect.poll(redisFact, { timeout: 20_000 }).toMatch(/, lost 1 ×$/);
    expect((await fetch(`${url}/api/users/1`)).status).toBe(200);
  } finally {
    await redis.stop();
  }
});

test('a Redis that takes the connection and says nothing keeps it neither from starting nor from answering', async () => {
  const mute = createServer((socket) => void socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const address = mute.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const { child, listening, ended } = start({ REDIS_URL: `redis://127.0.0.1:${port}` });
  expect((await fetch(`${await listening}/api/users/1`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0 });
  mute.close();
});

test('a Redis that cannot tell of changed keys ends a start that counts on it, with one sentence, and no other', async () => {
  const redis = await startRedisProcess();
  const operator = new Redis(redis.url);
  try {
    for (const forbidden of ['client|tracking', 'eval']) {
      await operator.call('ACL', 'SETUSER', 'limited', 'reset', 'on', '>word', '~*', '&*', '+@all', `-${forbidden}`);
      const url = redis.url.replace('//', '//limited:word@');
      const { code, output, errors } = await start({ REDIS_URL: url, CACHE_BUS: 'tracking' }).ended;
      expect([code, output]).toEqual([1, '']);
      expect(errors).toMatch(/^REDIS_CANNOT_TRACK: redis \d\S* does not tell .* \("NOPERM .*"\)\. Use Redis 7 .*\n$/);
      expect(errors).not.toContain('word@');
    }
    const able = start({ REDIS_URL: redis.url, CACHE_BUS: 'tracking' });
    expect((await fetch(`${await able.listening}/api/users/1`)).status).toBe(200);
  } finally {
    operator.disconnect();
    await redis.stop();
  }
}, 60_000);

test('where there is no Redis it says so in one line and goes on', async () => {
  const { child, listening, ended } = start({ REDIS_URL: '', PATH: '/nowhere' });
  const metrics = await fetch(`${await listening}/metrics`, { headers: { accept: 'text/plain' } });
  expect(await metrics.text()).toContain('redis="none"');
  expect((await fetch(`${await listening}/api/users/1`)).status).toBe(200);
  child.kill('SIGTERM');
  const { code, errors } = await ended;
  expect(code).toBe(0);
  expect(errors.split('\n').filter((line) => !line.startsWith('{') && line !== '')).toEqual([
    'No Redis on this machine: the cache has one tier. Install redis-server, or set REDIS_URL.',
  ]);
});

test('the configuration it prints has no secret', async () => {
  const { listening } = start({ LAB_KEY: 'hush-hush', CURSOR_SECRET: 'hush-hush' });
  const url = await listening;
  const key = { 'x-lab-key': 'hush-hush', 'content-type': 'application/json' };
  const given = await fetch(`${url}/lab/token`, { method: 'POST', headers: key, body: '{"role":"viewer"}' });
  const { data } = (await given.json()) as { readonly data: { readonly token: string } };
  const authorization = `Bearer ${data.token}`;
  const text = await (await fetch(`${url}/api/v1/performance/config`, { headers: { authorization } })).text();
  expect(JSON.parse(text)).toMatchObject({
    settings: { 'seed.posts': { value: 1_000, source: 'variable SEED_POSTS' } },
  });
  expect(text).not.toContain('hush-hush');
  expect(text).not.toContain(new URL(database.url).password);
});

test('cursors outlive a restart', async () => {
  const first = start({});
  const page = (await (await fetch(`${await first.listening}/api/users?limit=5`)).json()) as {
    readonly pagination: { readonly nextCursor: string };
  };
  first.child.kill('SIGTERM');
  await first.ended;
  const second = start({});
  const next = await fetch(`${await second.listening}/api/users?limit=5&cursor=${page.pagination.nextCursor}`);
  expect(next.status).toBe(200);
});

test('a port that is taken is one sentence and exit code 1', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  expect(await start({ PORT: port }).ended).toEqual({
    code: 1,
    output: '',
    errors: expect.stringMatching(new RegExp(`^PORT_TAKEN: port ${port} of 127\\.0\\.0\\.1 is in use\\. .*\\n$`, 'm')),
  });
  other.close();
});

test.each([
  [{ DATABASE_URL: 'postgres://127.0.0.1:1/x' }, 'DATABASE_UNREACHABLE'],
  [{ DATABASE_URL: 'what?' }, 'CONFIG_INVALID'],
  [{ REDIS_URL: 'what?' }, 'CONFIG_INVALID'],
  [{ PORT: 'eighty' }, 'CONFIG_INVALID'],
  [{ PROFILE: 'fastest' }, 'CONFIG_INVALID'],
])('%j is one sentence and exit code 1, without a stack', async (variables, code) => {
  const { code: exitCode, output, errors } = await start(variables).ended;
  expect(exitCode).toBe(1);
  expect(output).toBe('');
  expect(errors).toMatch(new RegExp(`^${code}: [^\\n]+\\n$`));
  expect(errors).not.toMatch(/\n\s+at /);
});
