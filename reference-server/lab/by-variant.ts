import type { Cache } from '../cache/cache.ts';
import type { KeptRows } from '../db/query-cache.ts';
import type { CachedBody } from '../http/cached-body.ts';
import type { SqlPool } from '../ports.ts';
import { variantDomain } from './variant.ts';

/** A domain's pool to whoever asks in no variant's name, else that of the variant. What it tells of itself is the domain's own. */
export function poolByVariant(domain: string, own: SqlPool): SqlPool {
  const now = () => variantDomain(domain)?.pool ?? own;
  return {
    // What is refused is refused by a promise, as a pool does.
    query: async (statement, timing) => now().query(statement, timing),
    transaction: async (work, timing) => now().transaction(work, timing),
    queryCursor: (statement, options) => now().queryCursor(statement, options),
    batchQuery: async (text, rows, options) => now().batchQuery(text, rows, options),
    onSlowQuery: (listener) => own.onSlowQuery(listener),
    getStats: () => own.getStats(),
    close: () => own.close(),
  };
}

/** As `poolByVariant`, for a domain's cache. */
export function cacheByVariant(own: Cache<CachedBody>): Cache<CachedBody> {
  const now = () => variantDomain(own.namespace)?.cache ?? own;
  return {
    namespace: own.namespace,
    peek: (key) => now().peek(key),
    get: async (key) => now().get(key),
    fetch: async (key, loader, life) => now().fetch(key, loader, life),
    getOrSet: async (key, loader, life) => now().getOrSet(key, loader, life),
    set: async (key, value, life) => now().set(key, value, life),
    delete: async (...keys) => now().delete(...keys),
    deletePattern: async (pattern) => now().deletePattern(pattern),
    deleteTags: async (...tags) => now().deleteTags(...tags),
    reweigh: (key) => now().reweigh(key),
    getStats: () => own.getStats(),
    close: () => own.close(),
  };
}

/** As `poolByVariant`, for the rows that a domain's pool keeps. */
export function queriesByVariant(domain: string, own: RowKeeper): RowKeeper {
  const now = () => variantDomain(domain)?.queries ?? own;
  return {
    deletePattern: async (pattern) => now().deletePattern(pattern),
    deleteTags: async (...tags) => now().deleteTags(...tags),
  };
}

type RowKeeper = Pick<Cache<KeptRows>, 'deletePattern' | 'deleteTags'>;
