import type { Duplex } from 'node:stream';
import type { RowSink } from '../ports.ts';

/** A message's letter, and its length in 32 bits, which counts itself. Source: PostgreSQL, "Message Formats". */
const HEADER_BYTES = 5;
const DATA_ROW = 'D'.charCodeAt(0);
const NOTHING = Buffer.alloc(0);

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
  /** The beginning of a message whose end has not come. */
  #rest = NOTHING;

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
    if (this.#rest.length > 0) this.#pass(this.#rest);
    this.#rest = NOTHING;
  }

  readonly #take = (chunk: Buffer): void => {
    try {
      const from = this.#complete(chunk);
      const end = this.#share(chunk, from);
      if (end < chunk.length) this.#rest = Buffer.from(chunk.subarray(end));
    } catch (error) {
      this.#socket.destroy(error instanceof Error ? error : new Error(String(error)));
    }
    // Of memory that others share it would not be ours to free.
    if (chunk.length === chunk.buffer.byteLength) (chunk.buffer as ArrayBuffer).transfer(0);
  };

  /** Ends the message that an earlier chunk began, as far as it came. Returns where the next one begins. */
  #complete(chunk: Buffer): number {
    let at = 0;
    while (this.#rest.length > 0 && at < chunk.length) {
      const isKnown = this.#rest.length >= HEADER_BYTES;
      const missing = (isKnown ? messageEnd(this.#rest, 0) : HEADER_BYTES) - this.#rest.length;
      const more = chunk.subarray(at, at + missing);
      at += more.length;
      const grown = Buffer.concat([this.#rest, more]);
      this.#rest = grown.subarray(this.#share(grown, 0));
    }
    return at;
  }

  /** Hands on all whole messages from `from` on. Returns where the last of them ends. */
  #share(bytes: Buffer, from: number): number {
    let unsent = from;
    let at = from;
    while (at + HEADER_BYTES <= bytes.length) {
      const end = messageEnd(bytes, at);
      if (end > bytes.length) break;
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
