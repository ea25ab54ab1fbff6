import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startTestServices } from './test-services.ts';

/** Whether somebody listens on the port. */
function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'a Redis ends with the process that started it, also where that ends by %s',
  async (signal) => {
    const module = JSON.stringify(fileURLToPath(new URL('./redis-process.ts', import.meta.url)));
    const code = `import { startRedisProcess } from ${module};
    console.log((await startRedisProcess()).port);
    setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const port = Number(line.toString());
    expect(await isTaken(port)).toBe(true);
    child.kill(signal);
    await expect.poll(() => isTaken(port), { timeout: 10_000 }).toBe(false);
  },
);

test('where the database cannot be had the Redis of the same test is stopped', async () => {
  const refusal = new Error('4 runs of this checkout use a database already');
  let running = '';
  const refuse = async () => {
    await expect.poll(() => (running = children())).toContain('redis-server');
    throw refusal;
  };
  await expect(startTestServices(refuse)).rejects.toBe(refusal);
  expect(running).toContain('redis-server');
  expect(children()).not.toContain('redis-server');
});

function children(): string {
  return execFileSync('ps', ['--ppid', String(process.pid), '-o', 'comm=']).toString();
}
