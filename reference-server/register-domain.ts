import type { FastifyInstance } from 'fastify';
import type { Cache } from './cache/cache.ts';
import type { WarmUpEntry } from './cache/warm-up.ts';
import type { CacheMaker } from './cache-maker.ts';
import { type KeptRows, withQueryCache } from './db/query-cache.ts';
import type { CachedRoute, Domain, DomainContext } from './domain.ts';
import type { Guard } from './http/authentication.ts';
import type { CachedBody } from './http/cached-body.ts';
import { hotEntries, registerCachedGet } from './http/cached-get.ts';
import type { Compressor } from './http/compressor.ts';
import type { Front } from './http/front.ts';
import { cacheByVariant, poolByVariant, queriesByVariant } from './lab/by-variant.ts';
import type { FaultSwitch } from './lab/fault-switch.ts';
import { enterVariants } from './lab/variant-hook.ts';
import { AnswerTimes } from './monitor/answer-times.ts';
import type { BusinessCounters } from './monitor/business-counters.ts';
import type { RequestLog } from './monitor/request-log.ts';
import type { Clock, Logger, SqlPool } from './ports.ts';

/** A domain with all that it works with. */
export interface ServedDomain {
  readonly domain: Domain;
  readonly name: string;
  /** Keeps rows in `queries` where a statement asks for it. */
  readonly pool: SqlPool;
  readonly queries: Cache<KeptRows>;
  readonly cache: Cache<CachedBody>;
  /** What is loaded beforehand; its routes add to it. */
  readonly hot: WarmUpEntry<CachedBody>[];
  /** Of its cached routes. */
  readonly answers: AnswerTimes;
}

export function servedDomain(domain: Domain, pool: SqlPool, caches: CacheMaker): ServedDomain {
  const { cache, queries } = caches.ofDomain(domain.name, pool);
  return {
    domain,
    name: domain.name,
    pool: withQueryCache(pool, queries),
    queries,
    cache,
    hot: [],
    answers: new AnswerTimes(),
  };
}

/** What all domains of a server share. */
export interface DomainServices {
  readonly clock: Clock;
  readonly log: Logger;
  readonly guard: Guard;
  readonly callerOf: DomainContext['callerOf'];
  readonly business: BusinessCounters;
  readonly requests: RequestLog;
  readonly compressor: Compressor;
  readonly faults: FaultSwitch;
  readonly front: Front;
  /** Requests may ask for a variant. */
  readonly hasLab: boolean;
}

/** Registers the routes of a domain in a scope of their own. */
export async function registerDomain(
  scope: FastifyInstance,
  { domain, hot, queries, answers, ...own }: ServedDomain,
  services: DomainServices,
): Promise<void> {
  const { clock, log, guard, callerOf, business, requests, compressor, faults, front, hasLab } = services;
  if (hasLab) enterVariants(scope);
  const pool = hasLab ? poolByVariant(own.name, own.pool) : own.pool;
  const cache = hasLab ? cacheByVariant(own.cache) : own.cache;
  scope.addHook('preHandler', (_request, _reply, done) => {
    if (!faults.isOn) done();
    else faults.inflict(pool).then(() => done(), done);
  });
  const context: DomainContext = {
    pool,
    queries: hasLab ? queriesByVariant(own.name, queries) : queries,
    cache,
    clock,
    log,
    guard,
    callerOf,
    count: (what, amount) => business.count(what, amount),
    cachedGet(route) {
      const endpoint = {
        cache,
        pool,
        cacheControl: cacheControlOf(route),
        isVarying: compressor.covers(route.url),
        get: requests.of('GET', route.url),
        head: requests.of('HEAD', route.url),
        answers,
      };
      registerCachedGet(scope, route, { endpoint, own: { ...endpoint, ...own }, front, compressor, clock, guard });
      hot.push(...hotEntries(route));
    },
  };
  await domain.register(scope, context);
}

/** What only some may read, or what tells of a person, no cache on the way may keep. */
function cacheControlOf({
  role,
  isPersonal = false,
  maxAgeSeconds,
}: Pick<CachedRoute<unknown>, 'role' | 'isPersonal' | 'maxAgeSeconds'>): string {
  const audience = role === undefined && !isPersonal ? 'public' : 'private';
  return `${audience}, ${maxAgeSeconds ? `max-age=${maxAgeSeconds}` : 'no-cache'}`;
}
