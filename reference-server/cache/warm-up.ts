import type { Cache, Life } from './cache.ts';

/** A value that is likely to be asked for. */
export interface WarmUpEntry<Value> {
  readonly key: string;
  readonly load: () => Promise<Value>;
  readonly life: number | Life;
}

/** What became of the entries. `held`: they were in a tier already. */
export interface WarmUpResult {
  readonly loaded: number;
  readonly held: number;
  readonly failed: number;
}

/** Loads what is not there yet, a few at a time; a failed load is counted and no reason to stop. */
export async function warmUp<Value>(
  cache: Cache<Value>,
  entries: Iterable<WarmUpEntry<Value>>,
  concurrency = 8,
): Promise<WarmUpResult> {
  const result = { loaded: 0, held: 0, failed: 0 };
  const waiting = entries[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
      const { key, load, life } = next.value;
      try {
        const { tier } = await cache.fetch(key, load, life);
        if (tier === 'miss') result.loaded++;
        else result.held++;
      } catch {
        result.failed++;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return result;
}
