import { Readable, type Writable } from 'node:stream';
import { HttpError } from '../http/http-error.ts';
import type { RowSink } from '../ports.ts';
import type { RowEncoder } from './row-encoder.ts';
import { RowPages } from './row-pages.ts';

export interface RowExport {
  /** Rows encoded into `sink`, a batch at a time, when they are asked for; ended early where the client leaves. */
  readonly batches: (sink: RowSink, signal: AbortSignal) => AsyncGenerator<Buffer, void, undefined>;
  readonly encoder: RowEncoder;
  /** Where the stream goes: memory that it has not yet written is not used again. */
  readonly into: Pick<Writable, 'writableLength'>;
  /** Told of each chunk that it is given, with its bytes. */
  readonly onChunk?: (bytes: number) => void;
  /** A client that takes no byte for so long is cut off: it would keep a connection of the pool. */
  readonly stallMs: number;
}

/**
 * The rows as a stream of bytes that holds one batch at a time: the next is given when the client has taken the last. A stream
 * that is destroyed (the client left) ends the statement at once. Rejects before the first byte where the first batch cannot be read,
 * so that the client hears of it.
 */
export async function exportRows({ batches, encoder, into, onChunk, stallMs }: RowExport): Promise<Readable> {
  const leaving = new AbortController();
  const pages = new RowPages(encoder);
  const rows = batches(pages, leaving.signal);
  const first = await rows.next();
  const chunks = document();
  let isOffered = false;
  const stall = setTimeout(() => (isOffered ? stream.destroy(stalled(stallMs)) : stall.refresh()), stallMs);
  const stream = new Readable({
    highWaterMark: 0,
    read() {
      chunks.next().then(
        ({ value }) => {
          onChunk?.(value?.length ?? 0);
          stream.push(value ?? null);
        },
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

  async function* document(): AsyncGenerator<Buffer, void, undefined> {
    // Nothing must not be pushed: the stream would wait for more.
    if (encoder.head.length > 0) yield encoder.head;
    for (let batch = first; !batch.done; batch = await rows.next()) {
      isOffered = true;
      stall.refresh();
      yield batch.value;
      isOffered = false;
      if (into.writableLength === 0) pages.giveBack(batch.value);
    }
    if (encoder.tail.length > 0) yield encoder.tail;
  }
}

function stalled(stallMs: number): HttpError {
  return new HttpError({
    statusCode: 408,
    code: 'CLIENT_STALLED',
    message: `the client took nothing of the export for ${stallMs} ms`,
  });
}
