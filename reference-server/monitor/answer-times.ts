import type { CacheTier } from '../cache/cache.ts';

/** Upper bounds of the buckets in ms: what documents 000, 002 and 004 allow an answer of L1, of L2, and one that had to be loaded. */
export const ANSWER_BOUNDS_MS: readonly number[] = [5, 20, 50, 100, 500];

/** The cached answers of a domain by the tier that held them: from the request to its answer. They only grow. */
export type AnswerTotals = Readonly<Record<CacheTier, AnswerTotal>>;

export interface AnswerTotal {
  readonly ms: number;
  /** At most `ANSWER_BOUNDS_MS[i]` and above the bound before it; the last: above all. */
  readonly counts: readonly number[];
}

/** Counts them, plain numbers so that counting costs nothing. Answers of a variant of the lab are no domain's. */
export class AnswerTimes {
  readonly #byTier: Record<CacheTier, TierTimes> = {
    l1: new TierTimes(),
    l2: new TierTimes(),
    stale: new TierTimes(),
    miss: new TierTimes(),
  };

  record(tier: CacheTier, ms: number): void {
    const times = this.#byTier[tier];
    let bucket = 0;
    while (bucket < ANSWER_BOUNDS_MS.length && ms > (ANSWER_BOUNDS_MS[bucket] ?? 0)) bucket++;
    times.counts[bucket] = (times.counts[bucket] ?? 0) + 1;
    times.ms += ms;
  }

  getTotals(): AnswerTotals {
    return this.#byTier;
  }
}

class TierTimes {
  ms = 0;
  readonly counts: number[] = new Array(ANSWER_BOUNDS_MS.length + 1).fill(0);
}
