import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants, gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib';

/** How values are made smaller for L2. */
export type CompressionName = 'gzip-1' | 'br-4' | 'zstd-3';

export interface Compression {
  readonly name: CompressionName;
  /** Shorter values are stored as they are. */
  readonly minBytes: number;
}

interface Codec {
  /** Stands in the envelope; never changes its meaning. */
  readonly byte: number;
  readonly compress: (bytes: Buffer) => Promise<Buffer>;
  readonly decompress: (bytes: Buffer) => Promise<Buffer>;
}

/** Stands in the envelope of a value that is stored as it is. */
export const UNCOMPRESSED = 0;

const gzipped = promisify<Buffer, object, Buffer>(gzip);
const brotli = promisify<Buffer, object, Buffer>(brotliCompress);
const zstd = promisify<Buffer, object, Buffer>(zstdCompress);

const CODECS: Readonly<Record<CompressionName, Codec>> = {
  'gzip-1': { byte: 1, compress: (bytes) => gzipped(bytes, { level: 1 }), decompress: promisify(gunzip) },
  'br-4': {
    byte: 2,
    compress: (bytes) => brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
    decompress: promisify(brotliDecompress),
  },
  'zstd-3': {
    byte: 3,
    compress: (bytes) => zstd(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
    decompress: promisify(zstdDecompress),
  },
};

/** The bytes to be stored and the byte that names what was done to them. What does not shrink is stored as it is. */
export async function compressValue(
  bytes: Buffer,
  compression: Compression | null,
): Promise<{ readonly codec: number; readonly bytes: Buffer }> {
  if (compression === null || bytes.length < compression.minBytes) return { codec: UNCOMPRESSED, bytes };
  const { byte, compress } = CODECS[compression.name];
  const smaller = await compress(bytes);
  return smaller.length < bytes.length ? { codec: byte, bytes: smaller } : { codec: UNCOMPRESSED, bytes };
}

/** Undoes `compressValue`, by whatever codec the value was written. Rejects for an unknown codec and for damaged bytes. */
export async function decompressValue(codec: number, bytes: Buffer): Promise<Buffer> {
  const known = Object.values(CODECS).find(({ byte }) => byte === codec);
  if (known === undefined) throw new RangeError(`no codec ${codec}`);
  return known.decompress(bytes);
}
