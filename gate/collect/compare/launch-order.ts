import type { Side } from './comparison-plan.ts';

/** The sides of one launch, in the order of their starts. Of two neighbouring launches each side is first once, as the seed draws. */
export function launchOrder(seed: number, launch: number): readonly [Side, Side] {
  const isFirst = ((mix(seed, launch >>> 1) ^ launch) & 1) === 0;
  return isFirst ? ['baseline', 'candidate'] : ['candidate', 'baseline'];
}

/** Seed of the launch numbered `launch`, by which its iterations are drawn. */
export function launchSeed(seed: number, launch: number): number {
  return mix(seed, launch + 0x9e3779b9) >>> 0;
}

/** The finaliser of MurmurHash3: each bit of both numbers moves each bit of the result. */
function mix(seed: number, number: number): number {
  let bits = Math.imul(seed ^ Math.imul(number, 0xcc9e2d51), 0x1b873593);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
