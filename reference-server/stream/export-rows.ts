import { Readable } from 'node:stream';
import { HttpError } from '../http/http-error.ts';
import type { TextRow } from '../ports.ts';
import type { RowEncoder } from './row-encoder.ts';

/**
 * Rows to fetch at a time, however large the chunks are that the client gets. Few enough to be dead when V8 next clears its young
 * generation: of 250 at a time 0.1 MB outlives a scavenge, of 1,000 half a megabyte, which makes that generation grow and stay so.
 * Fewer cost more round trips than they save.
 */
export const FETCH_ROWS = 250;

export interface RowExport {
  /** Batches of rows, made when they are asked for; ended early where the client leaves. */
  readonly batches: (signal: AbortSignal) => AsyncGenerator<readonly TextRow[], void, undefined>;
  readonly encoder: RowEncoder;
  /** Rows that are written at a time, at least; whole batches. */
  readonly chunkRows: number;
  /** A client that takes no byte for so long is cut off: it would keep a connection of the pool. */
  readonly stallMs: number;
}

/**
 * The rows as a stream of bytes that holds one chunk at a time: the next is made when the client has taken the last. A stream
 * that is destroyed (the client left) ends the statement at once. Rejects before the first byte where the first batch cannot be read,
 * so that the client hears of it.
 */
export async function exportRows({ batches, encoder, chunkRows, stallMs }: RowExport): Promise<Readable> {
  const leaving = new AbortController();
  const rows = batches(leaving.signal);
  const first = await rows.next();
  const chunks = encoded();
  let stall: NodeJS.Timeout | undefined;
  const stream = new Readable({
    read() {
      chunks.next().then(
        ({ value }) => stream.push(value ?? null),
        (error: Error) => stream.destroy(error),
      );
    },
    destroy(error, done) {
      // First, as a fetch may be under way that would take its time.
      leaving.abort(new Error('the client left'));
      // Both: of chunks nobody has asked for, the rows do not hear.
      Promise.allSettled([chunks.return(), rows.return()]).then(() => {
        clearTimeout(stall);
        done(error);
      });
    },
  });
  return stream;

  async function* encoded(): AsyncGenerator<Buffer, void, undefined> {
    let parts = [Buffer.from(encoder.head)];
    let rowsOfParts = 0;
    let isFirst = true;
    for (let batch = first; !batch.done; batch = await rows.next()) {
      // Bytes, not text: they lie outside of V8's heap.
      parts.push(Buffer.from(encoder.encode(batch.value, isFirst)));
      isFirst = false;
      rowsOfParts += batch.value.length;
      if (rowsOfParts < chunkRows) continue;
      stall = setTimeout(() => stream.destroy(stalled(stallMs)), stallMs);
      yield Buffer.concat(parts);
      clearTimeout(stall);
      parts = [];
      rowsOfParts = 0;
    }
    yield Buffer.concat([...parts, Buffer.from(encoder.tail)]);
  }
}

function stalled(stallMs: number): HttpError {
  return new HttpError({
    statusCode: 408,
    code: 'CLIENT_STALLED',
    message: `the client took nothing of the export for ${stallMs} ms`,
  });
}
