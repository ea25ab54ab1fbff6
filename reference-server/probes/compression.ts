/**
 * What compression of a body saves (`size`: the server's brotli against the body as it is), and what it costs (`time`: the server's
 * level against zlib's default, 11). Bodies are pages of rows as the API sends them.
 */
import process from 'node:process';
import { brotliCompressSync, constants } from 'node:zlib';
import { CODERS } from '../http/codings.ts';
import { inTurn, mode, tell } from './probe.ts';

const BLOCKS = 24;
const ZLIB_DEFAULT = constants.BROTLI_DEFAULT_QUALITY;
const SIZES = [
  { route: '1 kB', rows: 8, samples: 5 },
  { route: '10 kB', rows: 82, samples: 10 },
  { route: '100 kB', rows: 715, samples: 1 },
] as const;

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

function brotli(bytes: Buffer, level: number): Buffer {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: level } });
}

/** CPU time of this process: what a busy machine does not lengthen. */
function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const level = CODERS.br.bodyLevel;
for (let warmUp = 0; warmUp < 50; warmUp += 1) brotli(bodyOf(72, warmUp), level);
for (let block = 0; block < BLOCKS; block += 1) {
  for (const { route, rows, samples } of SIZES) {
    const body = bodyOf(rows, block);
    for (const side of inTurn(block)) {
      const place = { side, block, route } as const;
      if (mode === 'size') {
        const bytes = side === 'with' ? brotli(body, level).length : body.length;
        tell({ ...place, metric: 'body-size', unit: 'bytes' }, { numerator: bytes, denominator: 1 });
        continue;
      }
      const times = Array.from({ length: samples }, () =>
        cpuMs(() => brotli(body, side === 'with' ? level : ZLIB_DEFAULT)),
      );
      tell({ ...place, metric: 'compression-time', unit: 'ms' }, { samples: times });
    }
  }
}
