import { Breaker } from './cache/breaker.ts';
import type { Cache } from './cache/cache.ts';
import { RELATED_PATTERNS } from './cache/cache-keys.ts';
import type { CacheOptions } from './cache/cache-options.ts';
import { createCache } from './cache/create-cache.ts';
import { jsonCodec } from './cache/json-codec.ts';
import type { KvClient } from './cache/kv-client.ts';
import { outageOver } from './db/outage-over.ts';
import type { KeptRows } from './db/query-cache.ts';
import { bodyCodec, type CachedBody } from './http/cached-body.ts';
import type { CacheChanges } from './lab/cache-changes.ts';
import type { DomainCaches } from './lab/open-variant.ts';
import { uncached } from './lab/uncached.ts';
import type { Clock, SqlPool } from './ports.ts';
import type { ServerConfig } from './server-config.ts';

/** What a cache has otherwise than the settings say, or beyond them. */
type Changes = Omit<CacheChanges, 'breaker'> & Pick<CacheOptions<unknown>, 'breaker' | 'isOver'>;

/** Makes the caches of one server, for its domains and for their variants: all of them as the settings say. */
export class CacheMaker {
  readonly #config: ServerConfig;
  readonly #kv: KvClient | null;
  readonly #clock: Clock;

  constructor(config: ServerConfig, kv: KvClient | null, clock: Clock) {
    this.#config = config;
    this.#kv = kv;
    this.#clock = clock;
  }

  /** Both of a domain, which loads by this pool: what one of them has waited for in vain, the other does not wait for. */
  openBoth(namespace: string, pool: Pick<SqlPool, 'query'>, changes: CacheChanges = {}): DomainCaches {
    const { breaker: options = this.#config.cache.breaker } = changes;
    const breaker = options === null ? null : new Breaker(this.#clock, options);
    const common = { ...changes, breaker, isOver: outageOver(pool) };
    return {
      cache: this.#openCache(namespace, common),
      queries: this.#openQueryCache(`${namespace}.queries`, common),
    };
  }

  /** The server's own of a domain. */
  ofDomain(name: string, pool: Pick<SqlPool, 'query'>): DomainCaches {
    const { cache, queries } = this.openBoth(name, pool);
    return this.isCaching ? { cache, queries } : { cache: uncached(cache), queries: uncached(queries) };
  }

  /** False: caches are there, and never asked. */
  get isCaching(): boolean {
    return this.#config.admission.performance.enableCaching;
  }

  /** Of finished answers. */
  #openCache(namespace: string, changes: Changes): Cache<CachedBody> {
    return createCache({
      namespace,
      ...this.#config.cache,
      related: RELATED_PATTERNS,
      l2: this.#kv,
      codec: bodyCodec,
      isNegative: ({ statusCode }) => statusCode !== 200,
      negatives: 'l1',
      clock: this.#clock,
      ...changes,
    });
  }

  /** Of rows of statements. */
  #openQueryCache(namespace: string, changes: Changes): Cache<KeptRows> {
    return createCache({
      namespace,
      ...this.#config.cache,
      l2: this.#kv,
      codec: jsonCodec<KeptRows>(),
      isNegative: (rows) => rows.length === 0,
      negatives: 'l1',
      clock: this.#clock,
      ...changes,
    });
  }
}
