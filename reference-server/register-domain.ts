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
import { cachesByVariant, poolByVariant, type Variants } from './lab/by-variant.ts';
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
  /** Requests may ask for a variant; `null`: they may not. */
  readonly variants: Variants | null;
}

/** Registers the routes of a domain in a scope of their own. */
export async function registerDomain(
  scope: FastifyInstance,
  { domain, hot, queries: ownQueries, answers, ...own }: ServedDomain,
  services: DomainServices,
): Promise<void> {
  const { clock, log, guard, callerOf, business, requests, compressor, faults, front, variants } = services;
  if (variants !== null) enterVariants(scope);
  const pool = variants === null ? own.pool : poolByVariant(own.name, own.pool);
  const caches = { cache: own.cache, queries: ownQueries };
  const { cache, queries } = variants === null ? caches : cachesByVariant(own.name, caches, variants);
  scope.addHook('preHandler', (request, _reply, done) => {
    const inflicted = request.variant?.faults ?? faults;
    if (!inflicted.isOn) done();
    else inflicted.inflict(pool).then(() => done(), done);
  });
  const context: DomainContext = {
    pool,
    queries,
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
