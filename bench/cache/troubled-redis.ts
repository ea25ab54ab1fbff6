import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../infra/free-port.ts';

/** A real Redis that can be brought into trouble, behind a line that can be cut. It is down at first. */
export class TroubledRedis {
  /** Where clients find it, over the line. */
  readonly linePort: number;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  #line: Server | undefined;
  #process: ChildProcess | undefined;

  private constructor(port: number, linePort: number) {
    this.#port = port;
    this.linePort = linePort;
  }

  static async create(): Promise<TroubledRedis> {
    const redis = new TroubledRedis(await freePort(), await freePort());
    await redis.mend();
    return redis;
  }

  async start(): Promise<void> {
    const words = ['--port', String(this.#port), '--bind', '127.0.0.1', '--save', '', '--dir', tmpdir()];
    const child = spawn('redis-server', words, { stdio: 'ignore' });
    this.#process = child;
    process.once('exit', () => child.kill('SIGKILL'));
    for (let attempt = 0; !(await isListening(this.#port)); attempt += 1) {
      if (attempt > 200) throw new Error('redis-server did not start');
      await sleep(20);
    }
  }

  /** A command past the line. */
  async command(...words: readonly [string, ...string[]]): Promise<void> {
    const admin = new Redis(this.#port, '127.0.0.1');
    await admin.call(...words);
    admin.disconnect();
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process?.kill(name);
  }

  /** Ends every connection and refuses new ones. */
  async cut(): Promise<void> {
    const line = this.#line;
    if (line === undefined) return;
    this.#line = undefined;
    const closed = once(line, 'close');
    line.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async mend(): Promise<void> {
    const line = createServer((near) => this.#join(near, connect(this.#port, '127.0.0.1')));
    this.#line = line;
    line.listen(this.linePort, '127.0.0.1');
    await once(line, 'listening');
  }

  async stop(): Promise<void> {
    await this.cut();
    if (this.#process === undefined) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  #join(near: Socket, far: Socket): void {
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
