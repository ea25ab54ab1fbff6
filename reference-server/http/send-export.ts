import { pipeline, type Transform, Transform as TransformStream } from 'node:stream';
import * as zlib from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { exportRows, type RowExport } from '../stream/export-rows.ts';
import { type Encoding, negotiateEncoding } from './accept-encoding.ts';

/** An export is made once and read once: quick levels, which still take three quarters off. */
const ENCODERS: Readonly<Record<Encoding, () => Transform>> = {
  br: () => zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
  zstd: () => zlib.createZstdCompress({ params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } }),
  gzip: () => zlib.createGzip({ level: 1 }),
  deflate: () => zlib.createDeflate({ level: 1 }),
};

/** Answers with rows as they are read. A failure after the first byte cuts the connection: the client must not take half for all. */
export async function sendExport(request: FastifyRequest, reply: FastifyReply, rows: RowExport): Promise<FastifyReply> {
  const stream = await exportRows(rows);
  const encoding = negotiateEncoding(request.headers['accept-encoding']).best;
  reply.header('content-type', rows.encoder.contentType).header('cache-control', 'no-store');
  reply.header('vary', 'accept-encoding');
  if (encoding !== null) reply.header('content-encoding', encoding);
  const counted = new TransformStream({
    transform(chunk: Buffer, _encoding, done) {
      request.sentBytes += chunk.length;
      done(null, chunk);
    },
  });
  const parts = encoding === null ? ([stream, counted] as const) : ([stream, ENCODERS[encoding](), counted] as const);
  // Fastify tells of the failure, and cuts the connection, when the last of them is destroyed.
  pipeline(parts, () => {});
  return reply.send(counted);
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Bytes of a body whose length is not known beforehand. */
    sentBytes: number;
  }
}
