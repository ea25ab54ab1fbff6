/** A value of L1. Times are on the monotonic clock, in ms. */
export interface MemoryEntry<Value> {
  readonly value: Value;
  readonly freshUntil: number;
  /** Until then no lot is drawn; at most `freshUntil`. */
  readonly calmUntil: number;
  readonly keptUntil: number;
  /** What its load took, for early refreshes. */
  readonly loadMs: number;
  readonly tags: readonly string[];
  /** Whoever fetches it next has it loaded anew: a lot was drawn by somebody who only peeked. */
  isDue: boolean;
}
