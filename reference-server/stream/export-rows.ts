import { Readable } from 'node:stream';
import { HttpError } from '../http/http-error.ts';
import type { RowEncoder } from './row-encoder.ts';

export interface RowExport {
  /** Batches of rows, made when they are asked for; ended early where the client leaves. */
  readonly batches: (signal: AbortSignal) => AsyncGenerator<readonly object[], void, undefined>;
  readonly encoder: RowEncoder;
  /** A client that takes no byte for so long is cut off: it would keep a connection of the pool. */
  readonly stallMs: number;
}

/**
 * The rows as a stream of bytes that holds one batch at a time: the next is fetched when the client has taken the last. A stream
 * that is destroyed (the client left) ends the statement at once. Rejects before the first byte where the first batch cannot be read,
 * so that the client hears of it.
 */
export async function exportRows({ batches, encoder, stallMs }: RowExport): Promise<Readable> {
  const leaving = new AbortController();
  const rows = batches(leaving.signal);
  const first = await rows.next();
  const stream = Readable.from(encoded(), { objectMode: false });
  let stall: NodeJS.Timeout | undefined;
  stream.once('close', () => {
    clearTimeout(stall);
    leaving.abort(new Error('the client left'));
  });
  return stream;

  async function* encoded(): AsyncGenerator<Buffer, void, undefined> {
    let head = encoder.head;
    let isFirst = true;
    for (let batch = first; !batch.done; batch = await rows.next()) {
      stall = setTimeout(() => stream.destroy(stalled(stallMs)), stallMs);
      yield Buffer.from(head + encoder.encode(batch.value, isFirst));
      clearTimeout(stall);
      head = '';
      isFirst = false;
    }
    const rest = head + encoder.tail;
    if (rest !== '') yield Buffer.from(rest);
  }
}

function stalled(stallMs: number): HttpError {
  return new HttpError({
    statusCode: 408,
    code: 'CLIENT_STALLED',
    message: `the client took nothing of the export for ${stallMs} ms`,
  });
}
