/** Uniform numbers in [0, 1), the same for the same seed on every machine. */
export type Random = () => number;

/** Generator with 32 bits of state: enough for resampling and simulations. Source: mulberry32, Ettinger (2017), public domain. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
