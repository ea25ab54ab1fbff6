import { percentOf } from '../../monitor/ratio.ts';
import type { CompressionStats, Compressor } from '../compressor.ts';

/** Codings by the names that document 004 has for them. */
const ENCODINGS = { brotli: 'br', gzip: 'gzip', deflate: 'deflate' } as const;

export type CompressionMethod = keyof typeof ENCODINGS;

/** What document 004 prints of compression. */
export interface CompressionMetrics {
  /** By how much bodies became smaller, in percent; `null` before the first. */
  readonly compressionRate: number | null;
  readonly bytesSaved: number;
}

/** A compressor by the names of document 004: for what is compressed by hand. What a client accepts is for its caller to know. */
export class CompressionMiddleware {
  readonly #compressor: Pick<Compressor, 'encode' | 'getStats'>;

  constructor(compressor: Pick<Compressor, 'encode' | 'getStats'>) {
    this.#compressor = compressor;
  }

  /** Of bytes, of text, or of anything else as JSON has it. */
  compress(data: Buffer | string | object, method: CompressionMethod): Promise<Buffer> {
    const bytes = Buffer.isBuffer(data) ? data : Buffer.from(typeof data === 'string' ? data : JSON.stringify(data));
    return this.#compressor.encode(bytes, ENCODINGS[method]);
  }

  getMetrics(): CompressionMetrics {
    return compressionMetrics(this.#compressor.getStats());
  }
}

export function compressionMetrics({ bytesIn, bytesOut }: CompressionStats): CompressionMetrics {
  return { compressionRate: percentOf(bytesIn - bytesOut, bytesIn), bytesSaved: bytesIn - bytesOut };
}
