import { LRUCache } from 'lru-cache';
import type { Clock } from '../ports.ts';

/** How often something has happened in its window, this time included. */
export interface RateCount {
  readonly current: number;
  /** Until the window ends. */
  readonly ttlMs: number;
}

/** Counts in windows that begin with the first event of a key. */
export interface RateCounter {
  count(key: string, windowMs: number): Promise<RateCount>;
  close(): Promise<void>;
}

/** Clients that are counted at the same time; whoever comes with more addresses than that begins anew. */
const MAX_KEYS = 10_000;

/** In this process alone. */
export function memoryRateCounter(clock: Clock): RateCounter {
  const windows = new LRUCache<string, { current: number; readonly endsAt: number }>({ max: MAX_KEYS });
  return {
    async count(key, windowMs) {
      const now = clock.monotonicMs();
      let window = windows.get(key);
      if (window === undefined || window.endsAt <= now) {
        window = { current: 0, endsAt: now + windowMs };
        windows.set(key, window);
      }
      window.current += 1;
      return { current: window.current, ttlMs: window.endsAt - now };
    },
    async close() {},
  };
}

/** `shared` where it answers, else `own`: without Redis there still is a limit, for each server by itself. */
export function sharedRateCounter(shared: RateCounter, own: RateCounter): RateCounter {
  return {
    count: (key, windowMs) => shared.count(key, windowMs).catch(() => own.count(key, windowMs)),
    async close() {
      await Promise.all([shared.close(), own.close()]);
    },
  };
}
