/** Draws from [0, 1). */
export type Draw = () => number;

/**
 * The random numbers of one iteration: they follow from the seed and the iteration's number alone, so the trace is the same
 * whichever virtual user gets which iteration, and in whatever order. Mulberry32 from a mixed start.
 */
export function drawsOf(seed: number, iteration: number): Draw {
  let state = mix(mix(seed) ^ iteration);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  };
}

/** Murmur3's finaliser: neighbouring numbers end far apart. */
function mix(number: number): number {
  let bits = number | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** One of `choices` with the odds of its weight. Weights are positive; they need not add up to 1. */
export function weighted<Choice>(choices: readonly (readonly [weight: number, choice: Choice])[], draw: Draw): Choice {
  let rest = draw() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, choice] of choices) {
    rest -= weight;
    if (rest < 0) return choice;
  }
  // Rounding may leave a rest of 0.
  const last = choices[choices.length - 1];
  if (last === undefined) throw new RangeError('nothing to choose from');
  return last[1];
}
