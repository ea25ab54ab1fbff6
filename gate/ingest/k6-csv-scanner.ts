import { closingQuote } from './csv-fields.ts';

const NEWLINE = 10;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const NINE = 57;

/** A record longer than this is not k6's: its first line is skipped and counted as unreadable. */
const LONGEST_RECORD = 1 << 20;

/** One sample. `bytes` is lent: it changes after the call. */
export interface K6Sample {
  readonly bytes: Uint8Array;
  readonly metricFrom: number;
  readonly metricUntil: number;
  /** Time in microseconds since 1970; for HTTP metrics the end of the request. */
  readonly micros: number;
  readonly value: number;
  /** All fields after the value, up to the end of the record. */
  readonly tagsFrom: number;
  readonly tagsUntil: number;
}

export interface K6CsvReader {
  /** Takes the header line and says how many commas a record has. */
  header(line: Uint8Array): number;
  /** Whether samples of the metric whose name stands at `bytes[from..until)` are to be read. Of the others only the fields are counted. */
  wants(bytes: Uint8Array, from: number, until: number): boolean;
  /** Says whether the sample makes sense. The object is the same one every time. */
  sample(sample: K6Sample): boolean;
}

/**
 * Cuts k6's CSV output into samples, byte by byte and without making strings. The stream may come in any pieces.
 * A record that is no sample costs its first line, which is counted in `unreadable`; reading goes on with the next.
 */
export class K6CsvScanner {
  readonly #reader: K6CsvReader;
  readonly #sample = {
    bytes: new Uint8Array(),
    metricFrom: 0,
    metricUntil: 0,
    micros: 0,
    value: 0,
    tagsFrom: 0,
    tagsUntil: 0,
  };
  #held = new Uint8Array(1 << 17);
  #heldUntil = 0;
  #commas = 0;
  #commasPerRecord: number | null = null;
  #isSkipping = false;
  #lines = 0;
  #unreadable = 0;

  constructor(reader: K6CsvReader) {
    this.#reader = reader;
  }

  /** Records so far, header and unreadable lines included. */
  get lines(): number {
    return this.#lines;
  }

  get unreadable(): number {
    return this.#unreadable;
  }

  /** The stream ended in the middle of a line. */
  get isTruncated(): boolean {
    return this.#heldUntil > 0 || this.#isSkipping;
  }

  write(chunk: Uint8Array): void {
    this.#hold(this.#isSkipping ? this.#afterSkippedLine(chunk) : chunk);
    this.#scan();
    while (this.#heldUntil > LONGEST_RECORD) this.#dropFirstLine();
  }

  /** Reads what an unclosed quote held back. */
  end(): void {
    while (this.#held.subarray(0, this.#heldUntil).includes(NEWLINE)) this.#dropFirstLine();
  }

  #hold(chunk: Uint8Array): void {
    const needed = this.#heldUntil + chunk.length;
    if (needed > this.#held.length) {
      const larger = new Uint8Array(needed * 2);
      larger.set(this.#held.subarray(0, this.#heldUntil));
      this.#held = larger;
    }
    this.#held.set(chunk, this.#heldUntil);
    this.#heldUntil = needed;
  }

  #afterSkippedLine(chunk: Uint8Array): Uint8Array {
    const newline = chunk.indexOf(NEWLINE);
    if (newline < 0) return chunk.subarray(chunk.length);
    this.#isSkipping = false;
    return chunk.subarray(newline + 1);
  }

  #dropFirstLine(): void {
    const newline = this.#held.subarray(0, this.#heldUntil).indexOf(NEWLINE);
    this.#lines += 1;
    this.#unreadable += 1;
    if (newline < 0) {
      this.#isSkipping = true;
      this.#heldUntil = 0;
      return;
    }
    this.#release(newline + 1);
    this.#scan();
  }

  #release(until: number): void {
    this.#held.copyWithin(0, until, this.#heldUntil);
    this.#heldUntil -= until;
  }

  #scan(): void {
    let from = 0;
    for (let until = this.#recordEnd(from); until >= 0; until = this.#recordEnd(from)) {
      this.#lines += 1;
      if (this.#read(from, until)) {
        from = until + 1;
      } else {
        this.#unreadable += 1;
        from = this.#held.indexOf(NEWLINE, from) + 1;
      }
    }
    this.#release(from);
  }

  /** Position of the line end that closes the record; −1 while it has not come. Counts the commas outside quotes. */
  #recordEnd(from: number): number {
    const bytes = this.#held;
    const heldUntil = this.#heldUntil;
    let commas = 0;
    for (let position = from; position < heldUntil; position += 1) {
      const byte = bytes[position] as number;
      if (byte > COMMA) continue;
      if (byte === COMMA) commas += 1;
      else if (byte === NEWLINE) {
        this.#commas = commas;
        return position;
      } else if (byte === QUOTE && bytes[position - 1] === COMMA) {
        position = closingQuote(bytes, position, heldUntil);
        const next = bytes[position + 1];
        // No count of commas makes a record of what goes on after its closing quote.
        if (next !== COMMA && next !== NEWLINE) commas = Number.NaN;
      }
    }
    return -1;
  }

  #read(from: number, until: number): boolean {
    if (this.#commasPerRecord === null) {
      this.#commasPerRecord = this.#reader.header(this.#held.slice(from, until));
      return true;
    }
    if (this.#commas !== this.#commasPerRecord) return false;
    const bytes = this.#held;
    const sample = this.#sample;
    let position = from;
    while (bytes[position] !== COMMA) position += 1;
    if (!this.#reader.wants(bytes, from, position)) return true;
    sample.bytes = bytes;
    sample.metricFrom = from;
    sample.metricUntil = position;

    let time = 0;
    let byte = bytes[++position] as number;
    for (; byte >= ZERO && byte <= NINE; byte = bytes[++position] as number) time = time * 10 + (byte - ZERO);
    if (byte !== COMMA || time === 0) return false;
    sample.micros = microseconds(time);

    byte = bytes[++position] as number;
    const isNegative = byte === MINUS;
    if (isNegative) byte = bytes[++position] as number;
    // All digits as one integer, divided once at the end: as exact as a parser, up to 2^53.
    let digits = 0;
    let scale = 0;
    for (; (byte >= ZERO && byte <= NINE) || (byte === DOT && scale === 0); byte = bytes[++position] as number) {
      if (byte === DOT) scale = 1;
      else {
        digits = digits * 10 + (byte - ZERO);
        scale *= 10;
      }
    }
    const last = bytes[position - 1] as number;
    if (byte !== COMMA || last < ZERO || last > NINE) return false;
    const value = scale > 1 ? digits / scale : digits;
    sample.value = isNegative ? -value : value;
    sample.tagsFrom = position + 1;
    sample.tagsUntil = until;
    return this.#reader.sample(sample);
  }
}

/** k6 writes seconds unless told otherwise; the size of the number tells seconds, milli-, micro- and nanoseconds apart until 5138. */
function microseconds(time: number): number {
  if (time < 1e11) return time * 1e6;
  if (time < 1e14) return time * 1e3;
  return time < 1e17 ? time : time / 1e3;
}
