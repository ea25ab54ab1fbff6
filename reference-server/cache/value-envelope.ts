import type { CacheClock } from './cache-clock.ts';
import { type Compression, compressValue, decompressValue, UNCOMPRESSED } from './compression.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import type { Lifetime } from './lifetime.ts';
import type { ValueCodec } from './value-codec.ts';

/** What L2 keeps beside a value. */
export interface SharedWrite extends Lifetime {
  readonly loadMs: number;
  /** Tag and version in turn. */
  readonly tagVersions: readonly string[];
}

/** Bytes before and after; both only grow. */
export interface ByteTotals {
  readonly in: number;
  readonly out: number;
}

const NO_PAYLOAD = Buffer.alloc(0);

/** Packs values for L2 and unpacks them: codec, compression, times of the clock that all processes share. */
export class ValueEnvelope<Value> {
  readonly #codec: ValueCodec<NonNullable<Value>>;
  readonly #compression: Compression | null;
  readonly #clock: CacheClock;
  #compressed: ByteTotals = { in: 0, out: 0 };

  constructor(codec: ValueCodec<NonNullable<Value>>, compression: Compression | null, clock: CacheClock) {
    this.#codec = codec;
    this.#compression = compression;
    this.#clock = clock;
  }

  /** Of the values that were made smaller. */
  get compressed(): ByteTotals {
    return this.#compressed;
  }

  async seal(value: Value, { freshMs, keptMs, loadMs, tagVersions }: SharedWrite): Promise<Buffer> {
    const now = this.#clock.wallMs();
    const isNull = value === null;
    const payload = value === null || value === undefined ? NO_PAYLOAD : this.#codec.encode(value);
    const { codec, bytes } = await compressValue(payload, this.#compression);
    if (codec !== UNCOMPRESSED) {
      const { in: before, out } = this.#compressed;
      this.#compressed = { in: before + payload.length, out: out + bytes.length };
    }
    const times = { freshUntilWallMs: now + freshMs, keptUntilWallMs: now + keptMs, loadMs };
    return sealEnvelope({ ...times, codec, isNull, tagVersions }, bytes);
  }

  /** What is left of its life, and the value behind a function, as reading it costs something; `undefined` for foreign bytes. */
  open(sealed: Buffer): (SharedWrite & { readonly read: () => Value | Promise<Value> }) | undefined {
    const opened = openEnvelope(sealed);
    if (opened === undefined) return undefined;
    const { header, payload } = opened;
    const now = this.#clock.wallMs();
    return {
      freshMs: header.freshUntilWallMs - now,
      keptMs: header.keptUntilWallMs - now,
      loadMs: header.loadMs,
      tagVersions: header.tagVersions,
      read: () => {
        if (header.isNull) return null as Value;
        if (header.codec === UNCOMPRESSED) return this.#codec.decode(payload);
        return decompressValue(header.codec, payload).then((bytes) => this.#codec.decode(bytes));
      },
    };
  }
}
