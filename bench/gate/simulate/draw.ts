import type { Random } from '../../../gate/core/stats/random.ts';

/** A draw from the standard normal distribution. Source: Box & Muller (1958). */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** An AR(1) series of unit variance, started in its stationary state. */
export function drawAutoregressive(random: Random, count: number, correlation: number): number[] {
  const values: number[] = [];
  const fresh = Math.sqrt(1 - correlation * correlation);
  for (let position = 0; position < count; position += 1) {
    const before = values.at(-1);
    values.push(before === undefined ? drawNormal(random) : correlation * before + fresh * drawNormal(random));
  }
  return values;
}

/** A draw from Binomial(trials, share): inversion where few are expected, else the rounded normal approximation. */
export function drawBinomial(random: Random, trials: number, share: number): number {
  if (share > 0.5) return trials - drawBinomial(random, trials, 1 - share);
  if (trials * share > 60) {
    const spread = Math.sqrt(trials * share * (1 - share));
    return Math.min(trials, Math.max(0, Math.round(trials * share + spread * drawNormal(random))));
  }
  const odds = share / (1 - share);
  let probability = (1 - share) ** trials;
  let left = random();
  let count = 0;
  while (left > probability && count < trials) {
    left -= probability;
    count += 1;
    probability *= (odds * (trials - count + 1)) / count;
  }
  return count;
}
