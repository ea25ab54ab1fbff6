import type { Socket } from 'node:net';
import type { Rng } from '../ports.ts';
import type { Alarm } from './alarm.ts';

/** What comes in beyond this waits in the sender's socket: the bytes on their way over a fast line of 15 ms. */
const MAX_BYTES = 1_000_000;

/** Delays are spread by up to this fraction to either side. */
const JITTER = 0.1;

/** What the way through the proxy and a wake-up take besides, in each direction. */
const OWN_MS = 0.2;

/** What a flow asks of its line. */
export interface FlowOptions {
  /** How long each piece is on its way; asked anew whenever it matters. */
  readonly delayMs: () => number;
  readonly rng: Rng;
  readonly alarm: Alarm;
  /** What comes in earlier counts as come in then: the line is being set up. */
  readonly opensAt: number;
}

interface Piece {
  /** `null`: the sender says no more. */
  readonly bytes: Buffer | null;
  readonly arrivedAt: number;
  /** Its own share of the jitter, in [-1, 1]. */
  readonly spread: number;
}

/** One direction of a connection: what comes in goes out after its delay, in order, no faster than the receiver takes it. */
export class DelayedFlow {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #options: FlowOptions;
  readonly #pieces: Piece[] = [];
  #heldBytes = 0;
  #isWaiting = false;

  constructor(from: Socket, to: Socket, options: FlowOptions) {
    this.#from = from;
    this.#to = to;
    this.#options = options;
    from.on('data', (bytes) => this.#take(bytes));
    from.on('end', () => this.#take(null));
    to.on('drain', () => this.#release());
    // A sender that is gone has said what is on its way all the same.
    to.on('close', () => options.alarm.clear(this.#ring));
  }

  /** The delay is another one now, also for what is on its way. */
  reschedule(): void {
    this.#release();
  }

  #take(bytes: Buffer | null): void {
    const arrivedAt = Math.max(performance.now(), this.#options.opensAt);
    this.#pieces.push({ bytes, arrivedAt, spread: this.#options.rng.next() * 2 - 1 });
    this.#heldBytes += bytes?.length ?? 0;
    if (this.#heldBytes > MAX_BYTES) this.#from.pause();
    if (!this.#isWaiting) this.#release();
  }

  readonly #ring = (): void => this.#release();

  #release(): void {
    this.#isWaiting = false;
    for (let piece = this.#pieces[0]; piece !== undefined; piece = this.#pieces[0]) {
      if (this.#to.destroyed || this.#to.writableNeedDrain) return;
      const dueAt = this.#dueAt(piece);
      if (dueAt > performance.now()) {
        this.#isWaiting = true;
        this.#options.alarm.set(this.#ring, dueAt);
        return;
      }
      this.#pieces.shift();
      this.#heldBytes -= piece.bytes?.length ?? 0;
      if (piece.bytes === null) this.#to.end();
      else this.#to.write(piece.bytes);
    }
    if (this.#from.isPaused()) this.#from.resume();
  }

  #dueAt({ arrivedAt, spread }: Piece): number {
    return arrivedAt + this.#options.delayMs() * (1 + JITTER * spread) - OWN_MS;
  }
}
