import type { Cache } from '../cache/cache.ts';

/** A cache that keeps nothing: every read loads, whoever else loads the same. `empty` lends it its name and its statistics. */
export function uncached<Value>(empty: Cache<Value>): Cache<Value> {
  let misses = 0;
  let loadErrors = 0;
  const load = async (loader: () => Promise<Value>): Promise<Value> => {
    misses += 1;
    return loader().catch((error: unknown) => {
      loadErrors += 1;
      throw error;
    });
  };
  return {
    namespace: empty.namespace,
    peek: () => undefined,
    async get() {
      misses += 1;
      return undefined;
    },
    fetch: async (_key, loader) => ({ value: await load(loader), tier: 'miss' }),
    getOrSet: (_key, loader) => load(loader),
    async set() {},
    async delete() {},
    async deletePattern() {},
    async deleteTags() {},
    reweigh() {},
    getStats: () => ({ ...empty.getStats(), reads: misses, misses, loads: misses, loadErrors }),
    close: () => empty.close(),
  };
}
