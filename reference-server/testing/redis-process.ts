import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard, release } from '../../infra/guardian.ts';

/** A real redis-server for a test: on loopback, in memory only. It ends with this process, in whatever way that ends. */
export interface RedisProcess {
  readonly port: number;
  readonly url: string;
  /** `SIGKILL` takes it away at once, `SIGSTOP` makes it hang, `SIGCONT` lets it go on. */
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  stop(): Promise<void>;
}

/** A loopback port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has an address with a port');
  return address.port;
}

/** Resolves when it answers. Needs `redis-server` on the PATH. */
export async function startRedisProcess(port?: number): Promise<RedisProcess> {
  const chosen = port ?? (await freePort());
  const settings = [
    '--port',
    String(chosen),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    tmpdir(),
  ];
  const child = spawn('redis-server', settings, { stdio: 'ignore', detached: true });
  const exited = once(child, 'exit');
  const { pid } = child;
  if (pid === undefined) {
    const [error] = await once(child, 'error');
    throw error;
  }
  guard(pid, 'SIGKILL');
  child.once('exit', () => release(pid));
  for (let attempt = 0; !(await answers(chosen)); attempt++) {
    if (attempt > 200 || child.exitCode !== null) throw new Error(`redis-server did not start on port ${chosen}`);
    await sleep(20);
  }
  return {
    port: chosen,
    url: `redis://127.0.0.1:${chosen}`,
    signal: (name) => void child.kill(name),
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
