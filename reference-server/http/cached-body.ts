import type { ValueCodec } from '../cache/value-codec.ts';
import type { Encoding } from './accept-encoding.ts';
import type { Compressor } from './compressor.ts';
import { weakTag } from './entity-tag.ts';
import { errorBody, type HttpError } from './http-error.ts';

/** The bytes of a body in one encoding, ready to be sent. */
export interface Representation {
  /** `null`: as they are. */
  readonly encoding: Encoding | null;
  readonly bytes: Buffer;
  /** `bytes.length` as a header's value. */
  readonly length: string;
}

/** What can be kept: what is there, and that there is nothing. */
export type CachedStatus = 200 | 404;

/** A finished response body, and beside it what was made of it: each encoding once. */
export class CachedBody {
  readonly identity: Representation;
  readonly statusCode: CachedStatus;
  #etag: string | undefined;
  readonly #encoded = new Map<Encoding, Representation>();
  readonly #underWay = new Map<Encoding, Promise<Representation>>();

  /** `bytes` are the body's to keep. */
  constructor(bytes: Buffer, statusCode: CachedStatus = 200) {
    this.statusCode = statusCode;
    this.identity = represent(null, bytes);
  }

  /** The same for every encoding; made when it is first asked for. */
  get etag(): string {
    this.#etag ??= weakTag(this.identity.bytes);
    return this.#etag;
  }

  /** Throws TypeError for what JSON cannot say (`undefined`, a function, a bigint, a circle). */
  static ofJson(value: unknown): CachedBody {
    const text = JSON.stringify(value);
    if (text === undefined) throw new TypeError(`a body cannot be made of ${typeof value}`);
    // Not from the pool that short-lived buffers share: one kept slice of it would keep all of it.
    const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
    bytes.write(text);
    return new CachedBody(bytes);
  }

  /** What is told of something that is not there. */
  static ofNothing(error: HttpError & { readonly statusCode: 404 }): CachedBody {
    return new CachedBody(Buffer.from(errorBody(error)), error.statusCode);
  }

  /** The body in that encoding if it was made before. */
  in(encoding: Encoding | null): Representation | undefined {
    return encoding === null ? this.identity : this.#encoded.get(encoding);
  }

  /** Makes the body in that encoding; those who ask meanwhile share the work. It may grow the body (`Cache.reweigh`). */
  encode(encoding: Encoding, compressor: Compressor): Promise<Representation> {
    const shared = this.#underWay.get(encoding);
    if (shared !== undefined) return shared;
    const work = this.#keep(encoding, compressor).finally(() => this.#underWay.delete(encoding));
    this.#underWay.set(encoding, work);
    return work;
  }

  /** Bytes held, in all encodings. */
  get weight(): number {
    let bytes = this.identity.bytes.length;
    for (const representation of this.#encoded.values()) {
      if (representation !== this.identity) bytes += representation.bytes.length;
    }
    return bytes;
  }

  /** As `encode`, for one answer: neither shared nor kept. What does not shrink goes out as it is. */
  async encodeOnce(encoding: Encoding, compressor: Compressor): Promise<Representation> {
    const bytes = await compressor.encode(this.identity.bytes, encoding);
    return bytes.length < this.identity.bytes.length ? represent(encoding, bytes) : this.identity;
  }

  async #keep(encoding: Encoding, compressor: Compressor): Promise<Representation> {
    const made = await this.encodeOnce(encoding, compressor);
    this.#encoded.set(encoding, made);
    return made;
  }
}

/** L2 holds what is there, as it is; encodings are made anew by each process that needs them. */
export const bodyCodec: ValueCodec<CachedBody> = {
  encode: (body) => body.identity.bytes,
  decode: (bytes) => new CachedBody(bytes),
  weigh: (body) => body.weight,
};

function represent(encoding: Encoding | null, bytes: Buffer): Representation {
  return { encoding, bytes, length: String(bytes.length) };
}
