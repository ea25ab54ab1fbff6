import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ServerError } from '../server-error.ts';
import type { LineState, LineTarget } from './proxied-line.ts';
import type { ProxyAnswer, ProxyOrder } from './proxy-process.ts';

const script = fileURLToPath(new URL('proxy-process.ts', import.meta.url));

interface Waiting {
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

/** TCP proxies on loopback ports, one a service, in a process of their own. */
export class NetworkProxy {
  readonly #child: ChildProcess;
  readonly #ports: Readonly<Record<string, number>>;
  readonly #waiting = new Map<number, Waiting>();
  #orders = 0;

  private constructor(child: ChildProcess, ports: Readonly<Record<string, number>>) {
    this.#child = child;
    this.#ports = ports;
    child.on('message', ({ id, error }: ProxyAnswer) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.done();
      else waiting?.failed(new Error(error));
    });
    child.on('exit', () => {
      for (const { failed } of this.#waiting.values()) failed(new Error('the proxy has ended'));
      this.#waiting.clear();
    });
  }

  /** Throws ServerError PROXY_START. */
  static async start(targets: Readonly<Record<string, LineTarget>>): Promise<NetworkProxy> {
    const child = fork(script, [JSON.stringify(targets)], { execArgv: [] });
    const isUp = once(child, 'message');
    const ended = once(child, 'exit').then(([code]) => {
      throw new ServerError({
        code: 'PROXY_START',
        message: `the proxy in front of PostgreSQL and Redis ended with ${code} before it was there`,
        advice: 'Its reason stands above. Leave LAB_PROXY out to go without it.',
      });
    });
    ended.catch(() => {});
    // Its first message holds the ports.
    const [ports] = (await Promise.race([isUp, ended])) as [Record<string, number>];
    return new NetworkProxy(child, ports);
  }

  portOf(line: string): number {
    const port = this.#ports[line];
    if (port === undefined) throw new RangeError(`there is no line "${line}"`);
    return port;
  }

  /** In force when it resolves. */
  set(line: string, state: LineState): Promise<void> {
    const id = ++this.#orders;
    return new Promise((done, failed) => {
      if (!this.#child.connected) {
        failed(new Error('the proxy has ended'));
        return;
      }
      this.#waiting.set(id, { done, failed });
      this.#child.send({ id, line, state } satisfies ProxyOrder);
    });
  }

  /** Calls `listener` when it ends without having been asked to: nobody reaches the services then. */
  onLost(listener: () => void): void {
    this.#child.on('exit', listener);
  }

  async stop(): Promise<void> {
    this.#child.removeAllListeners('exit');
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
