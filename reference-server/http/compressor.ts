import type { Clock } from '../ports.ts';
import type { CompressionSettings } from '../server-config.ts';
import { type Encoding, type EncodingChoice, negotiateEncoding } from './accept-encoding.ts';
import { CODERS, type Coding } from './codings.ts';

/** What a variant of the lab has otherwise. */
export interface CompressorChanges {
  /** All that is encoded is encoded so, for clients that take it; `off`: nothing is. Left out: as the client likes best. */
  readonly coding?: Coding | 'off';
  /** False: a body is encoded for every answer anew. */
  readonly isKept: boolean;
}

const NONE: readonly Encoding[] = [];
const ONLY: Readonly<Record<Encoding, readonly Encoding[]>> = {
  br: ['br'],
  zstd: ['zstd'],
  gzip: ['gzip'],
  deflate: ['deflate'],
};

/** Counters since start. A body that was compressed once and sent often counts once. */
export interface CompressionStats {
  /** Whole ones. */
  readonly bodies: number;
  /** Bodies that were compressed as they went out; one that its client left counts with what it got. */
  readonly streams: number;
  /** Of both. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Of whole ones: from the call to its result, the wait for a thread included. */
  readonly seconds: number;
}

/** Encodes bodies off the event loop, and says when to. */
export class Compressor {
  readonly #settings: CompressionSettings;
  readonly #clock: Clock;
  readonly #excluded: ReadonlySet<string>;
  readonly coding: Coding | 'off' | undefined;
  /** What was encoded once stays with its body. */
  readonly isKept: boolean;
  #bodies = 0;
  #streams = 0;
  #bytesIn = 0;
  #bytesOut = 0;
  #ms = 0;

  constructor(settings: CompressionSettings, clock: Clock, { coding, isKept }: CompressorChanges = { isKept: true }) {
    this.coding = coding;
    this.isKept = isKept;
    this.#settings = settings;
    this.#clock = clock;
    this.#excluded = new Set(settings.excludePaths);
  }

  /** Whether answers of a route depend on Accept-Encoding at all. */
  covers(routeUrl: string): boolean {
    const isEnabled = this.coding === undefined ? this.#settings.isEnabled : this.coding !== 'off';
    return isEnabled && !this.#excluded.has(routeUrl);
  }

  /** The encoding for a body of `bodyBytes`, `null` to send it as it is. A short one is encoded only for a client that insists. */
  choose(acceptEncoding: string | undefined, bodyBytes: number): Encoding | null {
    const choice = this.negotiate(acceptEncoding);
    return bodyBytes >= this.#settings.minSizeBytes || choice.isIdentityRefused ? choice.best : null;
  }

  /** What the client accepts of what is offered. */
  negotiate(acceptEncoding: string | undefined): EncodingChoice {
    const { coding } = this;
    if (coding === undefined) return negotiateEncoding(acceptEncoding);
    return negotiateEncoding(acceptEncoding, coding === 'off' ? NONE : ONLY[coding.encoding]);
  }

  /** The client takes neither the bytes as they are nor any coding of ours: there is nothing to answer it with. */
  refuses(acceptEncoding: string | undefined): boolean {
    if (acceptEncoding === undefined) return false;
    const { best, isIdentityRefused } = this.negotiate(acceptEncoding);
    return best === null && isIdentityRefused;
  }

  async encode(bytes: Buffer, encoding: Encoding): Promise<Buffer> {
    const startedAt = this.#clock.monotonicMs();
    const { encode, bodyLevel } = CODERS[encoding];
    const usual = this.#settings.levels?.[encoding] ?? bodyLevel;
    const level = this.coding === undefined || this.coding === 'off' ? usual : this.coding.level;
    const encoded = await encode(bytes, level);
    this.#ms += this.#clock.monotonicMs() - startedAt;
    this.#bodies++;
    this.#bytesIn += bytes.length;
    this.#bytesOut += encoded.length;
    return encoded;
  }

  /** A body that was encoded as it went out is over. */
  countStream(bytesIn: number, bytesOut: number): void {
    this.#streams++;
    this.#bytesIn += bytesIn;
    this.#bytesOut += bytesOut;
  }

  getStats(): CompressionStats {
    const [bodies, streams] = [this.#bodies, this.#streams];
    return { bodies, streams, bytesIn: this.#bytesIn, bytesOut: this.#bytesOut, seconds: this.#ms / 1000 };
  }
}
