import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import { HttpError } from '../http/http-error.ts';

/** Lets through whoever knows the key (`x-lab-key`) and sits on this machine; all others get 403 LAB_FORBIDDEN. */
export function labGuard(key: string): onRequestHookHandler {
  return (request, _reply, done) => done(labRefusal(request, key));
}

/** Why a request may not use the lab; `key: null`: there is none. */
export function labRefusal(request: FastifyRequest, key: string | null): HttpError | undefined {
  const given = request.headers['x-lab-key'];
  const isKnown = key !== null && typeof given === 'string' && timingSafeEqual(digest(given), digest(key));
  if (isKnown && isLoopback(request.raw.socket.remoteAddress)) return undefined;
  const message = 'the lab is open to its key, from this machine';
  return new HttpError({ statusCode: 403, code: 'LAB_FORBIDDEN', message });
}

/** Of equal length whatever the key's, so that the comparison takes the same time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isLoopback(address: string | undefined): boolean {
  return address === '::1' || (address ?? '').replace(/^::ffff:/, '').startsWith('127.');
}
