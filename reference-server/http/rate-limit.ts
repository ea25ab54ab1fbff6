import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyInstance, preHandlerAsyncHookHandler, RouteOptions } from 'fastify';
import { CacheKeys } from '../cache/cache-keys.ts';
import { HttpError } from './http-error.ts';
import type { RateCounter } from './rate-counter.ts';

export interface RateLimitSettings {
  readonly windowMs: number;
  /** GET and HEAD of one address in a window. */
  readonly reads: number;
  /** Everything else. */
  readonly actions: number;
}

/**
 * Limits what one address may ask of the performance endpoints: 429 RATE_LIMITED with Retry-After. It stands before the check of
 * tokens, so that guessing them is limited too. Covers the routes that are registered after it.
 */
export async function addRateLimit(
  app: FastifyInstance,
  { windowMs, reads, actions }: RateLimitSettings,
  counter: RateCounter,
): Promise<void> {
  await app.register(fastifyRateLimit, {
    global: false,
    timeWindow: windowMs,
    skipOnError: true,
    store: storeOf(counter),
    errorResponseBuilder: (_request, { max, ttl }) => tooMany(max, ttl),
  });
  const limit = (kind: string, max: number) =>
    app.rateLimit({ max, keyGenerator: ({ ip }) => `${CacheKeys.rateLimit(ip)}:${kind}` });
  const limits = { read: limit('read', reads), action: limit('action', actions) };
  app.addHook('onRoute', (route) => {
    if (isPerformanceRoute(route.url)) putFirst(route, limits[isRead(route) ? 'read' : 'action']);
  });
}

/** Routes that observe or steer the server; audit events, whose paths begin alike, are data of a domain. */
export function isPerformanceRoute(url: string): boolean {
  return /^\/api\/(?:v1\/)?performance\/(?!audit\/)/.test(url);
}

export function isRead({ method }: RouteOptions): boolean {
  return [method].flat().every((one) => one === 'GET' || one === 'HEAD');
}

function putFirst(route: RouteOptions, hook: preHandlerAsyncHookHandler): void {
  route.onRequest = [hook, ...[route.onRequest ?? []].flat()];
}

function tooMany(max: number, ttlMs: number): HttpError {
  return new HttpError({
    statusCode: 429,
    code: 'RATE_LIMITED',
    message: `there may be ${max} such requests at a time; come back later`,
    retryAfterSeconds: Math.ceil(ttlMs / 1_000),
  });
}

/** The package makes its store itself, of a class. */
function storeOf(counter: RateCounter) {
  return class Store {
    incr(
      key: string,
      done: (error: Error | null, result?: { current: number; ttl: number }) => void,
      windowMs: number,
    ): void {
      counter.count(key, windowMs).then(
        ({ current, ttlMs }) => done(null, { current, ttl: ttlMs }),
        (error: Error) => done(error),
      );
    }

    child(): Store {
      return this;
    }
  };
}
