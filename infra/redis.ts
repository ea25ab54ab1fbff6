import { randomBytes } from 'node:crypto';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { InfraError } from './infra-error.ts';
import { type RedisCommand, redisCommand } from './redis-command.ts';
import { type ServiceProcess, startService } from './service-process.ts';

export interface RedisOptions {
  /** REDIS_URL: a Redis that runs already. It is used as it is, and never stopped. */
  readonly url?: string | undefined;
  /** Where the server's log goes, `redis.log`. Default: `.loadline/logs`. */
  readonly logDirectory?: string;
}

export interface RunningRedis {
  /** With the password: not for logs, records or reports. */
  readonly url: string;
  readonly origin: 'external' | 'installed' | 'container';
  /** `redis 7.0.15`, `valkey 8.1.3`; `null` where the server is not ours: ask it. */
  readonly version: string | null;
  /** What it was started with; empty where the server is not ours. */
  readonly settings: Readonly<Record<string, string>>;
  /** Returns when it is gone. It also ends when this process does, in whatever way. */
  stop(): Promise<void>;
}

/** A cache: nothing is written to disk, and the least recently used key makes room. */
const settings = {
  save: '""',
  appendonly: 'no',
  maxmemory: '256mb',
  'maxmemory-policy': 'allkeys-lru',
  loglevel: 'notice',
} as const;

const readyMs = 30_000;

/**
 * A Redis for this run: the external one, else a server of our own on a free port of the loopback interface, else one in
 * a container. `null` where the machine has none of these: the caller goes on without, and says so.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RunningRedis | null> {
  if (options.url) return { url: options.url, origin: 'external', version: null, settings: {}, stop: async () => {} };
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const command = await redisCommand(port);
    if (command === null) return null;
    const password = randomBytes(24).toString('hex');
    const logFile = join(options.logDirectory ?? join('.loadline', 'logs'), 'redis.log');
    const service = await startService({
      file: command.file,
      args: command.args,
      logFile,
      stopSignal: 'SIGTERM',
      input: configuration(command, password),
    });
    if (await becomesReady(service, port, password)) {
      const url = `redis://:${password}@127.0.0.1:${port}`;
      return { url, origin: command.origin, version: command.version, settings, stop: service.stop };
    }
    await service.stop();
    if (/in use/i.test(service.logTail()) && attempt < 3) continue;
    throw new InfraError({
      code: 'REDIS_START',
      message: `${command.file} did not start:\n${service.logTail()}`,
      advice: `The whole log is ${logFile}. Or set REDIS_URL to a Redis of your own.`,
    });
  }
}

/** Read from stdin, so that the password shows neither in a file nor in the process table. */
function configuration(command: RedisCommand, password: string): string {
  const { host, port } = command.listen;
  const lines = Object.entries({ bind: host, port: String(port), requirepass: password, ...settings });
  return lines.map(([name, value]) => `${name} ${value}\n`).join('');
}

async function becomesReady(service: ServiceProcess, port: number, password: string): Promise<boolean> {
  const deadline = Date.now() + readyMs;
  while (!service.hasEnded() && Date.now() < deadline) {
    if (await answersPing(port, password)) return true;
    await sleep(20);
  }
  return false;
}

/** Whether the server that knows our password answers on the port. */
function answersPing(port: number, password: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port, timeout: 1000 });
    let answer = '';
    socket
      .on('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`))
      .on('data', (data) => {
        answer += data.toString('latin1');
        if (answer.includes('\r\n') && answer.split('\r\n').length > 2) socket.destroy();
      })
      .on('timeout', () => socket.destroy())
      .on('error', () => {})
      .on('close', () => resolve(answer === '+OK\r\n+PONG\r\n'));
  });
}
