import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Cache } from './cache/cache.ts';
import type { KeptRows } from './db/query-cache.ts';
import type { Guard, Role } from './http/authentication.ts';
import type { CachedBody } from './http/cached-body.ts';
import type { ApiDescription } from './http/open-api/route-description.ts';
import type { Timing } from './http/timing.ts';
import type { Clock, Logger, SqlPool } from './ports.ts';

/**
 * One subject area of the API. Several are mounted in one server; each has its own pool and its own cache namespace, so
 * that utilisation and hit rates belong to it. It reads `request.timing` in routes of its own (`app.post(…)`) and
 * declares cached reads with `context.cachedGet`. To refuse a request it throws `HttpError` (http/http-error.ts).
 */
export interface Domain {
  /** Lower case; names the cache namespace and the pool. */
  readonly name: string;
  /** What the API document tells of its routes. */
  readonly api?: ApiDescription;
  register(app: FastifyInstance, context: DomainContext): void | Promise<void>;
}

/** What the server hands to a domain. */
export interface DomainContext {
  readonly pool: SqlPool;
  /** Rows of statements that `pool` keeps. */
  readonly queries: Pick<Cache<KeptRows>, 'deletePattern' | 'deleteTags'>;
  /** Finished response bodies; the keys are the domain's own. */
  readonly cache: Cache<CachedBody>;
  readonly clock: Clock;
  readonly log: Logger;
  /** For `onRequest` of a route that not everybody may use. */
  readonly guard: Guard;
  /** In whose name a request is made: for what is one caller's own, such as idempotency keys. */
  callerOf(request: FastifyRequest): string;
  /** Counts what the domain did (`audit events created`): told by /metrics and by every sample. */
  count(what: string, amount?: number): void;
  /** Registers a GET (and HEAD) whose JSON body is kept in both tiers, compressed at most once per encoding. */
  cachedGet<Input>(route: CachedRoute<Input>): void;
}

/** A cached read. Its answer depends on the URL alone: nothing of the caller may enter `input`, `key` or `load`. */
export interface CachedRoute<Input> {
  /** Fastify's path: `/api/users/:id`. */
  readonly url: string;
  /** Who may read it; left out: everybody. */
  readonly role?: Role;
  /** Checks what the client sent and makes it canonical; throws `HttpError` 400. */
  input(request: FastifyRequest): Input;
  /** Same input, same key: `user:42`. */
  key(input: Input): string;
  readonly ttlSeconds: number;
  /** What the answer belongs to: `cache.deleteTags` of any of them takes it out. */
  tags?(input: Input): readonly string[];
  /** What is likely to be asked for: it is loaded beforehand when the caches are warmed up. */
  readonly hot?: readonly Input[];
  /** It tells of a person: no cache on the way may keep it. Left out: it does not. */
  readonly isPersonal?: boolean;
  /** How long a client may reuse the answer unasked; 0 (default): it asks each time and gets a 304. */
  readonly maxAgeSeconds?: number;
  /**
   * Makes what is then serialised as JSON; throws `HttpError` 404 where there is nothing, which is kept too, for a shorter time: who
   * makes the thing deletes its key. No other error is kept.
   */
  load(input: Input, timing: Timing): Promise<unknown>;
}
