import type { Cache } from '../cache/cache.ts';
import type { CacheOptions } from '../cache/cache-options.ts';
import { createCache } from '../cache/create-cache.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryKv, MemoryStore } from './memory-store.ts';
import { textCodec } from './text-codec.ts';

/** One instance of a fleet: a cache with an L1 and a link of its own. */
export interface FleetInstance {
  readonly cache: Cache<string | null>;
  readonly kv: MemoryKv;
}

/** Instances of one cache over one store, on one clock that stands still. */
export class CacheFleet {
  readonly clock = new ManualClock();
  readonly store = new MemoryStore(this.clock);
  readonly #options: Partial<CacheOptions<string | null>>;
  #instances = 0;

  constructor(options: Partial<CacheOptions<string | null>> = {}) {
    this.#options = options;
  }

  join(): FleetInstance {
    const kv = new MemoryKv(this.store);
    const cache = createCache<string | null>({
      namespace: 'fleet',
      l1: { maxEntries: 1000, maxBytes: 1e7 },
      l2: kv,
      // The cache itself keeps `null`.
      codec: {
        encode: (text) => textCodec.encode(text ?? ''),
        decode: textCodec.decode,
        weigh: (text) => 2 * (text ?? '').length,
      },
      clock: this.clock,
      instance: `instance ${++this.#instances}`,
      ...this.#options,
    });
    return { cache, kv };
  }
}

/** Lets everything that was begun without being waited for come to its end. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A loader that counts its calls and gives `value 1`, `value 2`, … */
export function countingLoader(): { readonly load: () => Promise<string>; readonly calls: () => number } {
  let calls = 0;
  return { load: async () => `value ${++calls}`, calls: () => calls };
}
