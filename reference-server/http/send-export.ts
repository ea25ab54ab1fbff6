import { pipeline, Transform } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { exportRows, type RowExport } from '../stream/export-rows.ts';
import { type Encoding, negotiateEncoding } from './accept-encoding.ts';
import { CODERS, type StreamCoder } from './codings.ts';

/** An export is made once and read once: quick levels, which still take three quarters off. */
const QUICK_LEVEL = 1;

/** Answers with rows as they are read. A failure after the first byte cuts the connection: the client must not take half for all. */
export async function sendExport(
  request: FastifyRequest,
  reply: FastifyReply,
  rows: Omit<RowExport, 'into' | 'onChunk'>,
): Promise<FastifyReply> {
  const { encoding, level } = codingFor(request);
  const count = (bytes: number) => {
    request.sentBytes += bytes;
  };
  const coder = encoding === null ? null : CODERS[encoding].stream(level);
  const stream = await exportRows({
    ...rows,
    // Before there is a stream nobody else would end the statement of a client that leaves.
    batches: (sink, signal) => rows.batches(sink, AbortSignal.any([signal, request.caller.signal])),
    into: coder ?? reply.raw,
    ...(coder === null && { onChunk: count }),
  });
  reply.header('content-type', rows.encoder.contentType).header('cache-control', 'no-store');
  reply.header('vary', 'accept-encoding');
  if (coder === null) return reply.send(stream);
  reply.header('content-encoding', encoding);
  request.streamCoder = coder;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count(chunk.length);
      done(null, chunk);
    },
  });
  // Fastify tells of the failure, and cuts the connection, when the last of them is destroyed.
  pipeline(stream, coder, counted, () => {});
  return reply.send(counted);
}

/** What the client likes best; in a variant with a coding of its own: that one, if the client takes it. */
function codingFor({ headers, variant }: FastifyRequest): {
  readonly encoding: Encoding | null;
  readonly level: number;
} {
  const accepted = headers['accept-encoding'];
  const own = variant?.compressor;
  if (own?.coding === undefined) return { encoding: negotiateEncoding(accepted).best, level: QUICK_LEVEL };
  return { encoding: own.negotiate(accepted).best, level: own.coding === 'off' ? QUICK_LEVEL : own.coding.level };
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Bytes of a body whose length is not known beforehand. */
    sentBytes: number;
    /** What encodes such a body; `null`: nothing does. */
    streamCoder: StreamCoder | null;
  }
}
