import type { Duplex } from 'node:stream';
import type { RowSink } from '../ports.ts';

/** A message's letter, and its length in 32 bits, which counts itself. Source: PostgreSQL, "Message Formats". */
const HEADER_BYTES = 5;
const DATA_ROW = 'D'.charCodeAt(0);
const FIRST_HELD_BYTES = 4_096;

type Listener = (bytes: Buffer) => void;

/**
 * Stands between a connection's socket and its driver: rows go to `sink` as the bytes that came, everything else goes on to the
 * driver, message by message. A row costs no object that way. What the socket read is freed at once: V8 counts such memory
 * little, and would let 64 MB of it gather.
 */
export class RowTap {
  readonly #socket: Duplex;
  readonly #sink: RowSink;
  readonly #driver: readonly Listener[];
  /** The beginning of a message whose end has not come, so many bytes of it. */
  #held = Buffer.alloc(FIRST_HELD_BYTES);
  #heldBytes = 0;

  constructor(socket: Duplex, sink: RowSink) {
    this.#socket = socket;
    this.#sink = sink;
    // What the driver listens with takes bytes: it has set no encoding.
    this.#driver = socket.listeners('data') as Listener[];
    socket.removeAllListeners('data').on('data', this.#take);
  }

  /** Gives the socket back to the driver, as it was. Safe to call twice. */
  close(): void {
    this.#socket.removeAllListeners('data');
    for (const listener of this.#driver) this.#socket.on('data', listener);
    if (this.#heldBytes > 0) this.#pass(Buffer.from(this.#held.subarray(0, this.#heldBytes)));
    this.#heldBytes = 0;
  }

  readonly #take = (chunk: Buffer): void => {
    try {
      const from = this.#heldBytes === 0 ? 0 : this.#complete(chunk);
      this.#hold(chunk, this.#share(chunk, from, chunk.length), chunk.length);
    } catch (error) {
      this.#socket.destroy(error instanceof Error ? error : new Error(String(error)));
    }
    // Of memory that others share it would not be ours to free.
    if (chunk.length === chunk.buffer.byteLength) (chunk.buffer as ArrayBuffer).transfer(0);
  };

  /** Ends the message that is held, as far as it came. Returns where the next one begins. */
  #complete(chunk: Buffer): number {
    let at = this.#holdUntil(HEADER_BYTES, chunk, 0);
    if (this.#heldBytes >= HEADER_BYTES) at = this.#holdUntil(messageEnd(this.#held, 0), chunk, at);
    if (this.#share(this.#held, 0, this.#heldBytes) > 0) this.#heldBytes = 0;
    return at;
  }

  #holdUntil(bytes: number, chunk: Buffer, from: number): number {
    const end = Math.min(from + Math.max(bytes - this.#heldBytes, 0), chunk.length);
    this.#hold(chunk, from, end);
    return end;
  }

  #hold(chunk: Buffer, from: number, end: number): void {
    const needed = this.#heldBytes + end - from;
    if (needed > this.#held.length) {
      const larger = Buffer.alloc(Math.max(needed, 2 * this.#held.length));
      this.#held.copy(larger, 0, 0, this.#heldBytes);
      this.#held = larger;
    }
    this.#heldBytes += chunk.copy(this.#held, this.#heldBytes, from, end);
  }

  /** Hands on all whole messages from `from` on that end by `until`. Returns where the last of them ends. */
  #share(bytes: Buffer, from: number, until: number): number {
    let unsent = from;
    let at = from;
    while (at + HEADER_BYTES <= until) {
      const end = messageEnd(bytes, at);
      if (end > until) break;
      if (bytes[at] === DATA_ROW) {
        if (unsent < at) this.#pass(bytes.subarray(unsent, at));
        this.#sink.add(bytes, at + HEADER_BYTES, end);
        unsent = end;
      }
      at = end;
    }
    if (unsent < at) this.#pass(bytes.subarray(unsent, at));
    return at;
  }

  #pass(bytes: Buffer): void {
    for (const listener of this.#driver) listener(bytes);
  }
}

function messageEnd(bytes: Buffer, at: number): number {
  return at + 1 + bytes.readInt32BE(at + 1);
}
