import type { CacheClock } from './cache-clock.ts';

const GRAIN_MS = 1;

/**
 * A clock whose monotonic time is read once a millisecond, as reading it costs as much as finding a value. Within one turn of the
 * event loop, which no timer interrupts, it stands still: a value may live as much longer as that turn lasts.
 */
export function coarseClock(clock: CacheClock): CacheClock {
  let now = 0;
  let isKnown = false;
  let timer: NodeJS.Timeout | undefined;
  const monotonicMs = (): number => {
    if (isKnown) return now;
    now = clock.monotonicMs();
    isKnown = true;
    if (timer === undefined) {
      timer = setTimeout(() => {
        isKnown = false;
      }, GRAIN_MS).unref();
    } else {
      timer.refresh();
    }
    return now;
  };
  return { monotonicMs, wallMs: () => clock.wallMs() };
}
