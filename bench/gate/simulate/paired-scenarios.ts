import type { Pair } from '../../../gate/core/decide/judge-paired.ts';
import type { Random } from '../../../gate/core/stats/random.ts';
import { drawNormal } from './draw.ts';

/** How a metric of identical builds scatters, as standard deviations of logarithms. */
export interface PairedNoise {
  readonly metric: string;
  /** Between launches: process layout and compiled code are drawn once per launch. */
  readonly launch: number;
  /** Between the two sides of one block. */
  readonly block: number;
}

/** Medians of 30 launches of identical builds on two noisy shared cores. */
export const MEASURED_NOISE: readonly PairedNoise[] = [
  { metric: 'p50', launch: 0.006, block: 0.028 },
  { metric: 'mean', launch: 0.014, block: 0.06 },
  { metric: 'p95', launch: 0.018, block: 0.06 },
];

/** One block in twenty has five times the noise: a neighbour woke up. */
const WILD_SHARE = 0.05;
const WILD_FACTOR = 5;

/** Launches of a candidate that is `change` slower (a fraction) than its baseline. */
export function drawLaunches(
  random: Random,
  noise: PairedNoise,
  change: number,
  launches: number,
  pairs: number,
): Pair[][] {
  return Array.from({ length: launches }, () => {
    const ofLaunch = Math.log1p(change) + noise.launch * drawNormal(random);
    return Array.from({ length: pairs }, (): Pair => {
      const baseline = Math.exp(0.1 * drawNormal(random));
      const factor = random() < WILD_SHARE ? WILD_FACTOR : 1;
      return [baseline, baseline * Math.exp(ofLaunch + factor * noise.block * drawNormal(random))];
    });
  });
}
