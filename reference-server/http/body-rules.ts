import type { FastifyInstance } from 'fastify';
import { HttpError } from './http-error.ts';

/** Deeper than any body of ours; what writes or hashes it goes down by itself, and the stack ends at some thousands. */
const DEEPEST = 100;

/**
 * Bodies come as they are, not encoded (what is unpacked could be of any size): 415 ENCODING_UNSUPPORTED. Their JSON is at most
 * 100 levels deep: 400 JSON_TOO_DEEP. No other type is taken, mere text neither, which a page of anybody's could send from a browser
 * unasked: 415 MEDIA_TYPE_UNSUPPORTED. How long they may be is Fastify's `bodyLimit`: 413 BODY_TOO_LARGE.
 */
export function addBodyRules(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', (request, reply, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding.toLowerCase() === 'identity') return done();
    reply.header('accept-encoding', 'identity');
    const message = 'send the body as it is: Content-Encoding is not taken';
    return done(new HttpError({ statusCode: 415, code: 'ENCODING_UNSUPPORTED', message }));
  });
  app.addHook('preValidation', (request, _reply, done) => {
    if (!isDeeperThan(DEEPEST, request.body)) return done();
    const message = `the body is nested deeper than ${DEEPEST} levels`;
    return done(new HttpError({ statusCode: 400, code: 'JSON_TOO_DEEP', message }));
  });
}

/** Level by level, so that no depth is too deep to be seen. */
function isDeeperThan(limit: number, value: unknown): boolean {
  let level = [value].filter(isNested);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === limit) return true;
    level = level.flatMap((each) => Object.values(each).filter(isNested));
  }
  return false;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
