import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { Clock } from '../ports.ts';
import type { CompressionSettings } from '../server-config.ts';
import { type Encoding, type EncodingChoice, negotiateEncoding } from './accept-encoding.ts';

const brotli = promisify(zlib.brotliCompress);
const zstd = promisify(zlib.zstdCompress);
const gzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip);
const deflate = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.deflate);

/** Levels by cost: brotli 4 beats gzip 6 in size and time, while brotli 11, zlib's default, takes 12 ms for 10 kB. */
const ENCODERS: Record<Encoding, (bytes: Buffer) => Promise<Buffer>> = {
  br: (bytes) => brotli(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } }),
  zstd: (bytes) => zstd(bytes, { params: { [zlib.constants.ZSTD_c_compressionLevel]: 3 } }),
  gzip: (bytes) => gzip(bytes, { level: 6 }),
  deflate: (bytes) => deflate(bytes, { level: 6 }),
};

/** Counters since start. A body that was compressed once and sent often counts once. */
export interface CompressionStats {
  readonly bodies: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** From the call to its result, the wait for a thread included. */
  readonly seconds: number;
}

/** Encodes bodies off the event loop, and says when to. */
export class Compressor {
  readonly #settings: CompressionSettings;
  readonly #clock: Clock;
  readonly #excluded: ReadonlySet<string>;
  #bodies = 0;
  #bytesIn = 0;
  #bytesOut = 0;
  #ms = 0;

  constructor(settings: CompressionSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#excluded = new Set(settings.excludePaths);
  }

  /** Whether answers of a route depend on Accept-Encoding at all. */
  covers(routeUrl: string): boolean {
    return this.#settings.isEnabled && !this.#excluded.has(routeUrl);
  }

  /** The encoding for a body of `bodyBytes`, `null` to send it as it is. A short one is encoded only for a client that insists. */
  choose(acceptEncoding: string | undefined, bodyBytes: number): Encoding | null {
    const choice: EncodingChoice = negotiateEncoding(acceptEncoding);
    return bodyBytes >= this.#settings.minSizeBytes || choice.isIdentityRefused ? choice.best : null;
  }

  async encode(bytes: Buffer, encoding: Encoding): Promise<Buffer> {
    const startedAt = this.#clock.monotonicMs();
    const encoded = await ENCODERS[encoding](bytes);
    this.#ms += this.#clock.monotonicMs() - startedAt;
    this.#bodies++;
    this.#bytesIn += bytes.length;
    this.#bytesOut += encoded.length;
    return encoded;
  }

  getStats(): CompressionStats {
    return { bodies: this.#bodies, bytesIn: this.#bytesIn, bytesOut: this.#bytesOut, seconds: this.#ms / 1000 };
  }
}
