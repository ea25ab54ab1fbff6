import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestLog } from '../monitor/request-log.ts';
import { UNMATCHED } from '../monitor/request-log.ts';
import type { Clock, Logger } from '../ports.ts';
import { JSON_TYPE } from './compose-answer.ts';
import type { Compressor } from './compressor.ts';
import { matchesTag, weakTag } from './entity-tag.ts';
import { errorBody, HttpError } from './http-error.ts';
import { logFailure } from './log-failure.ts';
import { PhaseTimes, type PhaseTotals } from './timing.ts';
import { toHttpError } from './to-http-error.ts';

export interface AnswerHookParts {
  readonly clock: Clock;
  readonly compressor: Compressor;
  readonly requests: RequestLog;
  readonly phases: PhaseTotals;
  readonly log: Logger;
}

/** Types worth encoding; images and archives are not. */
const COMPRESSIBLE = /^(?:text\/|application\/(?:json|x-ndjson|openmetrics-text|javascript|xml))/;

/**
 * What every answer that goes through the router gets: phase times, a cache policy, a weak tag and 304, an encoding,
 * the error envelope, and its place in the counters. Answers of `cachedGet` bring the first four along.
 */
export function addAnswerHooks(app: FastifyInstance, parts: AnswerHookParts): void {
  const { clock, compressor, requests, phases, log } = parts;
  app.decorateRequest('timing');
  app.decorateRequest('sentBytes', 0);
  app.decorateRequest('streamCoder', null);
  app.addHook('onRequest', (request, reply, done) => {
    request.timing = new PhaseTimes(clock.monotonicMs(), phases);
    // Not `onResponse`, which nobody hears of whose client left before the answer.
    reply.raw.once('close', () => count(request, reply));
    const isVarying = !request.is404 && parts.compressor.covers(request.routeOptions.url ?? '');
    const isRefused = isVarying && parts.compressor.refuses(request.headers['accept-encoding']);
    done(isRefused ? encodingRefused() : undefined);
  });
  app.addHook('preSerialization', (request, _reply, payload, done) => {
    request.timing.serialisingSince = clock.monotonicMs();
    done(null, payload);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (reply.hasHeader('x-cache')) return payload;
    const { timing } = request;
    if (timing.serialisingSince > 0) timing.add('serialise', clock.monotonicMs() - timing.serialisingSince);
    const sent = await prepare(request, reply, payload, parts);
    const serverTiming = timing.toHeader();
    if (serverTiming !== '') reply.header('server-timing', serverTiming);
    return sent;
  });
  app.setErrorHandler((error, request, reply) => {
    const failure = toHttpError(error);
    logFailure(log, error, failure, request.routeOptions.url);
    return sendError(reply, failure);
  });
  app.setNotFoundHandler((_request, reply) =>
    sendError(reply, new HttpError({ statusCode: 404, code: 'NOT_FOUND', message: 'there is nothing at this path' })),
  );

  function count(request: FastifyRequest, reply: FastifyReply): void {
    const route = request.is404 ? UNMATCHED : (request.routeOptions.url ?? UNMATCHED);
    const { sentBytes, streamCoder, variant } = request;
    if (streamCoder !== null) (variant?.compressor ?? compressor).countStream(streamCoder.bytesWritten, sentBytes);
    const length = reply.raw.headersSent ? reply.getHeader('content-length') : 0;
    requests.record(requests.of(request.is404 ? 'ANY' : request.method, route), {
      statusCode: statusCodeOf(reply),
      bodyBytes: request.method === 'HEAD' ? 0 : Number(length ?? sentBytes),
      durationMs: clock.monotonicMs() - request.timing.startedAt,
    });
  }
}

function encodingRefused(): HttpError {
  const message = 'Accept-Encoding allows neither br, zstd, gzip, deflate nor the bytes as they are';
  return new HttpError({ statusCode: 406, code: 'ENCODING_UNACCEPTABLE', message });
}

/** Of a request whose client left before any answer, as servers are used to write it in their logs. */
const CLIENT_LEFT = 499;

/** What was answered, as far as anything was. */
export function statusCodeOf(reply: FastifyReply): number {
  return reply.raw.headersSent ? reply.statusCode : CLIENT_LEFT;
}

function sendError(reply: FastifyReply, error: HttpError): FastifyReply {
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds);
  return reply.code(error.statusCode).type(JSON_TYPE).send(errorBody(error));
}

/** Gives an answer that is no cached body its cache policy, its tag or 304, and its encoding. Streams pass as they are. */
async function prepare(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  parts: AnswerHookParts,
): Promise<unknown> {
  const isSuccess = reply.statusCode < 400;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!reply.hasHeader('cache-control'))
    reply.header('cache-control', isRead && isSuccess ? 'private, no-cache' : 'no-store');
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  if (
    request.method === 'GET' &&
    reply.statusCode === 200 &&
    reply.getHeader('cache-control') !== 'no-store' &&
    request.variant?.switches.etag !== 'off'
  ) {
    const given = reply.getHeader('etag');
    const etag = typeof given === 'string' ? given : weakTag(bytes);
    reply.header('etag', etag);
    if (matchesTag(request.headers['if-none-match'], etag)) {
      for (const name of ['content-type', 'content-length', 'content-encoding']) reply.removeHeader(name);
      reply.code(304);
      return null;
    }
  }
  return encode(request, reply, bytes, request.variant?.compressor ?? parts.compressor, parts.clock);
}

async function encode(
  request: FastifyRequest,
  reply: FastifyReply,
  bytes: Buffer,
  compressor: Compressor,
  clock: Clock,
): Promise<Buffer> {
  const type = String(reply.getHeader('content-type') ?? '');
  const isEncodable = COMPRESSIBLE.test(type) && !reply.hasHeader('content-encoding');
  if (!isEncodable || !compressor.covers(request.routeOptions.url ?? '')) return bytes;
  reply.header('vary', 'accept-encoding');
  const encoding = compressor.choose(request.headers['accept-encoding'], bytes.length);
  if (encoding === null) return bytes;
  const startedAt = clock.monotonicMs();
  const encoded = await compressor.encode(bytes, encoding);
  request.timing.add('compress', clock.monotonicMs() - startedAt);
  if (encoded.length >= bytes.length) return bytes;
  reply.header('content-encoding', encoding).header('content-length', encoded.length);
  return encoded;
}
