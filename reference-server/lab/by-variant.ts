import type { Cache } from '../cache/cache.ts';
import type { KeptRows } from '../db/query-cache.ts';
import type { CachedBody } from '../http/cached-body.ts';
import type { SqlPool } from '../ports.ts';
import type { DomainCaches } from './open-variant.ts';
import { type VariantDomain, variantDomain } from './variant.ts';

/** Who knows the variants of a domain, those that are declared now. */
export interface Variants {
  ofDomain(name: string): readonly VariantDomain[];
}

/** A domain's pool to whoever asks in no variant's name, else that of the variant. What it tells of itself is the domain's own. */
export function poolByVariant(domain: string, own: SqlPool): SqlPool {
  const now = () => variantDomain(domain)?.pool ?? own;
  return {
    // What is refused is refused by a promise, as a pool does.
    query: async (statement, timing) => now().query(statement, timing),
    transaction: async (work, timing) => now().transaction(work, timing),
    queryCursor: (statement, options) => now().queryCursor(statement, options),
    queryRaw: (statement, sink, options) => now().queryRaw(statement, sink, options),
    batchQuery: async (text, rows, options) => now().batchQuery(text, rows, options),
    onSlowQuery: (listener) => own.onSlowQuery(listener),
    getStats: () => own.getStats(),
    close: () => own.close(),
  };
}

/**
 * As `poolByVariant`, for a domain's caches. What is forgotten in one of them is forgotten in all whose tables are the same, as the rows
 * have changed for them too; only the one that was asked is waited for, so that a write does not cost its client the others' time.
 */
export function cachesByVariant(
  domain: string,
  own: DomainCaches,
  variants: Variants,
): { readonly cache: Cache<CachedBody>; readonly queries: RowKeeper } {
  const itself = { ...own, schema: domain };
  const now = (): Keeper => variantDomain(domain) ?? itself;
  const everywhere = async (forget: (keeper: Keeper) => Promise<void>, inMine = forget): Promise<void> => {
    const mine = now();
    const forgotten = inMine(mine);
    for (const other of [itself, ...variants.ofDomain(domain)]) {
      if (other !== mine && other.schema === mine.schema) void forget(other);
    }
    await forgotten;
  };
  return {
    cache: {
      namespace: own.cache.namespace,
      peek: (key) => now().cache.peek(key),
      get: async (key) => now().cache.get(key),
      fetch: async (key, loader, life) => now().cache.fetch(key, loader, life),
      getOrSet: async (key, loader, life) => now().cache.getOrSet(key, loader, life),
      set: (key, value, life) =>
        everywhere(
          ({ cache }) => cache.delete(key),
          ({ cache }) => cache.set(key, value, life),
        ),
      delete: (...keys) => everywhere(({ cache }) => cache.delete(...keys)),
      deletePattern: (pattern) => everywhere(({ cache }) => cache.deletePattern(pattern)),
      deleteTags: (...tags) => everywhere(({ cache }) => cache.deleteTags(...tags)),
      reweigh: (key) => now().cache.reweigh(key),
      getStats: () => own.cache.getStats(),
      close: () => own.cache.close(),
    },
    queries: {
      deletePattern: (pattern) => everywhere(({ queries }) => queries.deletePattern(pattern)),
      deleteTags: (...tags) => everywhere(({ queries }) => queries.deleteTags(...tags)),
    },
  };
}

type RowKeeper = Pick<Cache<KeptRows>, 'deletePattern' | 'deleteTags'>;
type Keeper = DomainCaches & { readonly schema: string };
