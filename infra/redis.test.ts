import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, expect, test } from 'vitest';
import { startMarkedModule } from '../tests/marked-processes.ts';
import { startRedis } from './redis.ts';

const logDirectory = mkdtempSync(join(tmpdir(), 'loadline-test-redis-'));
afterAll(() => rmSync(logDirectory, { recursive: true, force: true }));
const redis = JSON.stringify(new URL('redis.ts', import.meta.url).href);

async function start() {
  const server = await startRedis({ logDirectory });
  if (server === null) throw new Error('no Redis on this machine: install redis-server or valkey-server');
  return server;
}

// Without a Redis these are skipped at a desk (the set-up has said so), and fail in CI.
const probe = await startRedis({ logDirectory });
await probe?.stop();
const testWithRedis = test.runIf(probe !== null || process.env.CI);

testWithRedis('a Redis with a password of its own answers, with the settings that are reported', async () => {
  const server = await start();
  const client = new Redis(server.url, { lazyConnect: true });
  await client.connect();
  await client.set('key', 'value');
  expect(await client.get('key')).toBe('value');
  expect(await client.config('GET', 'maxmemory-policy')).toEqual([
    'maxmemory-policy',
    server.settings['maxmemory-policy'],
  ]);
  expect(await client.config('GET', 'save')).toEqual(['save', '']);
  expect(await client.config('GET', 'bind')).toEqual(['bind', '127.0.0.1']);
  expect(await client.info('server')).toContain(server.version?.split(' ')[1]);
  client.disconnect();

  const url = new URL(server.url);
  url.password = 'wrong';
  const stranger = new Redis(url.href, { lazyConnect: true, retryStrategy: null });
  stranger.on('error', () => {});
  await expect(stranger.get('key')).rejects.toThrow();
  stranger.disconnect();
  await server.stop();
  await server.stop();
});

testWithRedis('two runs at the same time have a Redis each', async () => {
  const [one, two] = await Promise.all([start(), start()]);
  expect(new URL(one.url).port).not.toBe(new URL(two.url).port);
  await Promise.all([one.stop(), two.stop()]);
});

testWithRedis('the password shows in no command line', async () => {
  const run = startMarkedModule(`
    import { readFileSync } from 'node:fs';
    import { startRedis } from ${redis};
    const server = await startRedis({ logDirectory: ${JSON.stringify(logDirectory)} });
    console.log(new URL(server.url).password + ' end');
    setInterval(() => {}, 1000);
  `);
  await run.says(' end');
  const password = run.output().split(' ')[0] ?? '';
  expect(password.length).toBeGreaterThan(20);
  expect(run.commandLines().join('\n')).toContain('redis');
  expect(run.commandLines().join('\n')).not.toContain(password);
  run.child.kill('SIGKILL');
  await run.allGone();
});

test('where no server and no container engine is on the PATH there is none, and no error', async () => {
  const run = startMarkedModule(`import { startRedis } from ${redis}; console.log('found ' + (await startRedis()));`, {
    PATH: '/nonexistent',
  });
  await run.says('found null');
  await run.allGone();
});

testWithRedis(
  'where only a container engine is there, the container gets the port, the settings and the password',
  async () => {
    const bin = mkdtempSync(join(tmpdir(), 'loadline-test-engine-'));
    const server = probe?.version?.startsWith('valkey') ? 'valkey-server' : 'redis-server';
    // Stands in for the engine: runs the machine's own server as the container, on the port that was published.
    const engine = `#!/bin/sh
    export PATH=${process.env.PATH}
    case "$*" in
      info*) echo ready ;;
      "run --rm "*" valkey-server --version") ${server} --version ;;
      "run --rm --interactive --publish 127.0.0.1:"*" valkey-server -")
        port=$(echo "$5" | cut -d: -f2)
        sed "s/^port 6379$/port $port/; s/^bind 0.0.0.0$/bind 127.0.0.1/" | exec ${server} - ;;
      *) exit 64 ;;
    esac`;
    writeFileSync(join(bin, 'docker'), engine, { mode: 0o755 });
    const run = startMarkedModule(
      `
    import { startRedis } from ${redis};
    const server = await startRedis({ logDirectory: ${JSON.stringify(logDirectory)} });
    console.log(server.origin, server.version);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await server.stop();
    console.log('stopped');
  `,
      { PATH: bin },
    );
    await run.says('container');
    expect(run.commandLines().join('\n')).toContain(server);
    await run.says('stopped');
    expect(run.output()).toMatch(/^container \w+ \d/);
    await run.allGone();
    rmSync(bin, { recursive: true });
  },
);

test('an external Redis is used as it is, and nothing is started', async () => {
  expect(await startRedis({ url: 'redis://cache.invalid' })).toMatchObject({
    url: 'redis://cache.invalid',
    origin: 'external',
  });
});
