/** The two times a cache needs: L1 expires by the monotonic one, L2 by the one that all processes share. Both in ms. */
export interface CacheClock {
  monotonicMs(): number;
  wallMs(): number;
}

/** Uniform numbers in [0, 1), for jitter and early refreshes; seeded where a run has to be repeated. */
export interface CacheRng {
  next(): number;
}
