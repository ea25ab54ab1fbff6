import type { CacheTier } from '../cache/cache.ts';
import type { CachedBody, Representation } from './cached-body.ts';
import { matchesTag } from './entity-tag.ts';
import { errorBody, type HttpError } from './http-error.ts';

export const JSON_TYPE = 'application/json; charset=utf-8';

/** An answer ready for `writeHead` and `end`. */
export interface Answer {
  readonly statusCode: number;
  /** Names and values in turn. */
  readonly headers: string[];
  /** `null`: no body goes out (HEAD, 304). */
  readonly payload: Buffer | null;
}

/** What an answer from the cache is made of. */
export interface AnswerParts {
  readonly isHead: boolean;
  readonly ifNoneMatch: string | undefined;
  readonly body: CachedBody;
  readonly representation: Representation;
  /** False: without a tag, and so never 304. */
  readonly hasTag: boolean;
  readonly cacheControl: string;
  /** The body could have gone out in another encoding. */
  readonly isVarying: boolean;
  readonly tier: CacheTier;
  readonly serverTiming: string;
}

/** Turns a cached body into 200 or, where the client has it already, 304; into 404 where it says that there is nothing. */
export function composeAnswer(parts: AnswerParts): Answer {
  const { body, representation } = parts;
  if (body.statusCode !== 200) return composeNothing(parts);
  const headers = ['cache-control', parts.cacheControl, 'x-cache', parts.tier, 'server-timing', parts.serverTiming];
  if (parts.isVarying) headers.push('vary', 'accept-encoding');
  if (parts.hasTag) headers.push('etag', body.etag);
  if (parts.hasTag && matchesTag(parts.ifNoneMatch, body.etag)) return { statusCode: 304, headers, payload: null };
  headers.push('content-type', JSON_TYPE, 'content-length', representation.length);
  if (representation.encoding !== null) headers.push('content-encoding', representation.encoding);
  return { statusCode: 200, headers, payload: parts.isHead ? null : representation.bytes };
}

/** That there is nothing may be true for a moment only: no cache but ours keeps it. */
function composeNothing({ isHead, body, tier, serverTiming }: AnswerParts): Answer {
  const { bytes, length } = body.identity;
  const headers = ['cache-control', 'no-store', 'x-cache', tier, 'server-timing', serverTiming];
  headers.push('content-type', JSON_TYPE, 'content-length', length);
  return { statusCode: body.statusCode, headers, payload: isHead ? null : bytes };
}

/** Turns a failure into the envelope of all errors. */
export function composeError(error: HttpError): Answer {
  const payload = Buffer.from(errorBody(error));
  const headers = ['content-type', JSON_TYPE, 'content-length', String(payload.length), 'cache-control', 'no-store'];
  return { statusCode: error.statusCode, headers, payload };
}
