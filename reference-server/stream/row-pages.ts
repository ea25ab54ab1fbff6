import type { RowSink } from '../ports.ts';
import type { RowEncoder } from './row-encoder.ts';

const FIRST_PAGE_BYTES = 65_536;
/** Of memory that it shares with nobody. */
const newPage = (bytes: number) => Buffer.allocUnsafeSlow(bytes);

/** Rows of one export, encoded into pages as they come. A page that is given back is written on again: memory stays flat. */
export class RowPages implements RowSink {
  readonly #encoder: RowEncoder;
  #page: Buffer = newPage(FIRST_PAGE_BYTES);
  #length = 0;
  #isFirst = true;
  #spare: Buffer<ArrayBufferLike> | null = null;

  constructor(encoder: RowEncoder) {
    this.#encoder = encoder;
  }

  add(bytes: Buffer, from: number, end: number): void {
    const { between } = this.#encoder;
    this.#makeRoom(between.length + this.#encoder.room(end - from));
    if (!this.#isFirst) this.#length += between.copy(this.#page, this.#length);
    this.#isFirst = false;
    this.#length = this.#encoder.write(bytes, from, this.#page, this.#length);
  }

  /** The rows that came since it was last called. Whoever has them may give them back. */
  take(): Buffer {
    const taken = this.#page.subarray(0, this.#length);
    this.#page = this.#spare ?? newPage(this.#page.length);
    this.#spare = null;
    this.#length = 0;
    return taken;
  }

  /** What was taken is read by nobody any more. */
  giveBack(taken: Buffer): void {
    this.#spare = Buffer.from(taken.buffer);
  }

  #makeRoom(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#page.length) return;
    const larger = newPage(Math.max(needed, 2 * this.#page.length));
    this.#page.copy(larger, 0, 0, this.#length);
    this.#page = larger;
  }
}
