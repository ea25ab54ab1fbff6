import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Rng } from '../ports.ts';
import { Alarm } from './alarm.ts';
import { DelayedFlow } from './delayed-flow.ts';

/** Where the far end of a line is. */
export interface LineTarget {
  readonly host: string;
  readonly port: number;
}

/** How a line is: `down` refuses connections, `reset` accepts and breaks them; both end those that are there. */
export interface LineState {
  readonly kind: 'up' | 'down' | 'reset';
  /** There and back. */
  readonly roundTripMs: number;
}

const LISTEN_ATTEMPTS = 40;
const LISTEN_PAUSE_MS = 50;

/** A TCP proxy on a loopback port, in front of one service, whose line can be made slow, cut and broken. */
export class ProxiedLine {
  readonly #target: LineTarget;
  readonly #rng: Rng;
  readonly #near = new Set<Socket>();
  readonly #flows = new Set<DelayedFlow>();
  readonly #alarm = new Alarm();
  #server: Server | null = null;
  #port = 0;
  #state: LineState = { kind: 'up', roundTripMs: 0 };

  private constructor(target: LineTarget, rng: Rng) {
    this.#target = target;
    this.#rng = rng;
  }

  static async open(target: LineTarget, rng: Rng): Promise<ProxiedLine> {
    const line = new ProxiedLine(target, rng);
    await line.#listen();
    return line;
  }

  /** Where clients connect; the same for as long as the line lives. */
  get port(): number {
    return this.#port;
  }

  /** Rejects when the line shall listen again and its port was taken meanwhile. */
  async set(state: LineState): Promise<void> {
    this.#state = state;
    if (state.kind !== 'up') {
      for (const socket of this.#near) {
        if (state.kind === 'reset') socket.resetAndDestroy();
        else socket.destroy();
      }
    }
    for (const flow of this.#flows) flow.reschedule();
    if (state.kind === 'down') await this.#refuse();
    else await this.#listen();
  }

  async close(): Promise<void> {
    await this.set({ kind: 'down', roundTripMs: 0 });
  }

  async #listen(): Promise<void> {
    for (let attempt = 1; this.#server === null; attempt += 1) {
      const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => this.#accept(near));
      try {
        await once(server.listen(this.#port, '127.0.0.1'), 'listening');
      } catch (error) {
        if (attempt === LISTEN_ATTEMPTS) throw error;
        await sleep(LISTEN_PAUSE_MS);
        continue;
      }
      const address = server.address();
      if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
      this.#port = address.port;
      this.#server = server;
    }
  }

  async #refuse(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    await once(server.close(), 'close');
  }

  #accept(near: Socket): void {
    near.on('error', () => {});
    if (this.#state.kind !== 'up') {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    far.on('error', () => near.resetAndDestroy());
    // A client that connects waits for one round trip before it can say a word.
    const opensAt = performance.now() + this.#state.roundTripMs;
    const options = { delayMs: () => this.#state.roundTripMs / 2, rng: this.#rng, alarm: this.#alarm, opensAt };
    const flows = [new DelayedFlow(near, far, options), new DelayedFlow(far, near, options)];
    this.#near.add(near);
    for (const flow of flows) this.#flows.add(flow);
    near.on('close', () => {
      far.destroy();
      this.#near.delete(near);
      for (const flow of flows) this.#flows.delete(flow);
    });
  }
}
