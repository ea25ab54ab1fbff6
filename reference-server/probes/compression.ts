/**
 * What compression of a body saves (`size`: a codec at the server's level against the body as it is), and what it costs (`time`: that level
 * against the codec's highest; `high`: brotli at 9 against its default, 11). Bodies are pages of rows as the API sends them; routes are
 * named by codec and size.
 */
import process from 'node:process';
import * as zlib from 'node:zlib';
import { CODERS } from '../http/codings.ts';
import { inTurn, mode, tell } from './probe.ts';

const BLOCKS = 20;
const SIZES = [
  { size: '1 kB', rows: 8, samples: 3 },
  { size: '10 kB', rows: 82, samples: mode === 'high' ? 5 : 12 },
  { size: '100 kB', rows: 715, samples: 1 },
] as const;
const CODECS = mode === 'high' ? (['br'] as const) : (['br', 'gzip', 'deflate', 'zstd'] as const);
type Codec = 'br' | 'gzip' | 'deflate' | 'zstd';

const NAMES = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Tony', 'Frances', 'John'];

/** As GET /api/users answers; `block` makes each body another. */
function bodyOf(rows: number, block: number): Buffer {
  const data = Array.from({ length: rows }, (_, index) => {
    const id = block * 100_003 + index * 7_919;
    const name = `${NAMES[id % NAMES.length]} ${(id * 2_654_435_761) % 99_991}`;
    const createdAt = new Date(1_700_000_000_000 + ((id * 48_271) % 31_536_000) * 1000);
    return { id, email: `user${id}@example.org`, name, status: id % 9 === 0 ? 'inactive' : 'active', createdAt };
  });
  return Buffer.from(JSON.stringify({ data }));
}

/** In this thread, so that its CPU time is this process's. */
function encode(codec: Codec, bytes: Buffer, level: number): Buffer {
  switch (codec) {
    case 'br':
      return zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: level } });
    case 'zstd':
      return zlib.zstdCompressSync(bytes, { params: { [zlib.constants.ZSTD_c_compressionLevel]: level } });
    case 'gzip':
      return zlib.gzipSync(bytes, { level });
    case 'deflate':
      return zlib.deflateSync(bytes, { level });
  }
}

/** CPU time of this process: what a busy machine does not lengthen. */
function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function levelsOf(codec: Codec): Readonly<Record<'with' | 'without', number>> {
  const { bodyLevel, levels } = CODERS[codec];
  return { with: mode === 'high' ? 9 : bodyLevel, without: levels[1] };
}

for (const codec of CODECS) {
  for (let warmUp = 0; warmUp < 20; warmUp += 1) encode(codec, bodyOf(72, warmUp), levelsOf(codec).with);
}
for (let block = 0; block < BLOCKS; block += 1) {
  for (const { size, rows, samples } of SIZES) {
    const body = bodyOf(rows, block);
    for (const codec of CODECS) {
      const levels = levelsOf(codec);
      for (const side of inTurn(block)) {
        const place = { side, block, route: `${codec} ${size}` } as const;
        if (mode === 'size') {
          const bytes = side === 'with' ? encode(codec, body, levels.with).length : body.length;
          tell({ ...place, metric: 'body-size', unit: 'bytes' }, { numerator: bytes, denominator: 1 });
          continue;
        }
        const times = Array.from({ length: samples }, () => cpuMs(() => encode(codec, body, levels[side])));
        tell({ ...place, metric: 'compression-time', unit: 'ms' }, { samples: times });
      }
    }
  }
}
