import { betaQuantile } from './incomplete-beta.ts';

/** More trials than this are worth no more: the gamma function has no digits left to tell them apart. */
const MOST_TRIALS = 1e8;

/**
 * Exact one-sided bounds of a binomial share, each with the given confidence; `successes` and `trials` need not be whole
 * (effective counts of clustered data are not). Without trials nothing is known: [0, 1].
 * Source: Clopper & Pearson (1934), Biometrika 26, 404–413.
 */
export function clopperPearson(successes: number, trials: number, confidence: number): readonly [number, number] {
  if (!(successes >= 0 && successes <= trials)) {
    throw new RangeError(`${successes} successes do not fit into ${trials} trials`);
  }
  if (trials > MOST_TRIALS) return clopperPearson((successes / trials) * MOST_TRIALS, MOST_TRIALS, confidence);
  if (trials === 0) return [0, 1];
  const failures = trials - successes;
  const lower = successes === 0 ? 0 : betaQuantile(1 - confidence, successes, failures + 1);
  const upper = failures === 0 ? 1 : betaQuantile(confidence, successes + 1, failures);
  return [lower, upper];
}
