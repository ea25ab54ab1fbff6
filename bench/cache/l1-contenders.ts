import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { Cacheable } from 'cacheable';
import { LRUCache } from 'lru-cache';
import { coarseClock } from '../../reference-server/cache/coarse-clock.ts';
import { createCache } from '../../reference-server/cache/create-cache.ts';
import { jsonCodec } from '../../reference-server/cache/json-codec.ts';
import { systemClock } from '../../reference-server/system-clock.ts';
import { samplePage } from '../micro/sample-page.ts';

/** What lies in the caches: a page as an API answers with it, 2.9 kB of JSON. */
interface Page {
  readonly id: number;
  readonly page: unknown;
}

/** A way to read a value that is there; returns something of each, so that nothing is left out. */
export type Reads = (keys: readonly string[]) => number | Promise<number>;

const TTL_SECONDS = 600;
const loader = async (): Promise<Page> => {
  throw new Error('a hit loads nothing');
};

/** Every contender filled with the same values, by name. TTL and statistics are on wherever there are any. */
export async function createContenders(keys: readonly string[]): Promise<Readonly<Record<string, Reads>>> {
  const pages = keys.map((key, id): readonly [string, Page] => [key, { id, page: samplePage(20) }]);
  const lru = new LRUCache<string, Page>({ max: keys.length * 2 });
  const l1 = { maxEntries: keys.length * 2, maxBytes: 2 ** 30 };
  const ours = createCache<Page>({
    namespace: 'bench',
    l1,
    l2: null,
    codec: jsonCodec(),
    clock: coarseClock(systemClock),
  });
  const bento = bentocache(keys.length, true);
  const bareBento = bentocache(keys.length, false);
  const cacheable = new Cacheable({ stats: true, ttl: TTL_SECONDS * 1000 });
  for (const [key, page] of pages) {
    lru.set(key, page);
    await ours.set(key, page, TTL_SECONDS);
    await bento.set({ key, value: page, ttl: TTL_SECONDS * 1000 });
    await bareBento.set({ key, value: page, ttl: TTL_SECONDS * 1000 });
    await cacheable.set(key, page);
  }
  return {
    'lru-cache get': (wanted) => {
      let sum = 0;
      for (const key of wanted) sum += lru.get(key)?.id ?? Number.NaN;
      return sum;
    },
    peek: (wanted) => {
      let sum = 0;
      for (const key of wanted) sum += ours.peek(key)?.id ?? Number.NaN;
      return sum;
    },
    getOrSet: async (wanted) => {
      let sum = 0;
      for (const key of wanted) sum += (await ours.getOrSet(key, loader, TTL_SECONDS)).id;
      return sum;
    },
    bentocache: readsOf(bento),
    'bentocache, not serialising': readsOf(bareBento),
    cacheable: async (wanted) => {
      let sum = 0;
      for (const key of wanted)
        sum += (await cacheable.getOrSet<Page>(key, loader, { ttl: TTL_SECONDS * 1000 }))?.id ?? Number.NaN;
      return sum;
    },
  };
}

/** It serialises what it keeps unless it is told not to: a reader may then change what others read. */
function bentocache(size: number, serialize: boolean) {
  const memory = bentostore().useL1Layer(memoryDriver({ maxItems: size * 2, serialize }));
  return new BentoCache({ default: 'memory', stores: { memory } });
}

function readsOf(bento: ReturnType<typeof bentocache>): Reads {
  return async (wanted) => {
    let sum = 0;
    for (const key of wanted) sum += (await bento.getOrSet({ key, factory: loader, ttl: TTL_SECONDS * 1000 })).id;
    return sum;
  };
}
