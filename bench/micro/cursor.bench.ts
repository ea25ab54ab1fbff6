import { createCursorCodec } from '../../reference-server/page/cursor.ts';
import type { MicroSuite } from './micro-suite.ts';

const LIST = { list: 'users/42/posts', sortField: 'createdAt', sortOrder: 'desc' } as const;

/** Signed cursors of keyset pagination. */
export async function createSuite(): Promise<MicroSuite> {
  const codec = createCursorCodec('a secret for the benchmark');
  const positions = Array.from({ length: 256 }, (_, id) => ({
    ...LIST,
    value: new Date(Date.UTC(2026, 0, 1) + id * 60_000).toISOString(),
    id,
  }));
  const cursors = positions.map((position) => codec.encode(position));
  return {
    name: 'cursor',
    tasks: [
      {
        name: 'encode',
        kind: 'sync',
        run: (operations) => {
          let length = 0;
          for (let i = 0; i < operations; i += 1)
            length += codec.encode(positions[i & 255] as (typeof positions)[0]).length;
          return length;
        },
      },
      {
        name: 'decode',
        kind: 'sync',
        run: (operations) => {
          let sum = 0;
          for (let i = 0; i < operations; i += 1) sum += codec.decode(cursors[i & 255] as string, LIST).id;
          return sum;
        },
      },
    ],
  };
}
