import { setTimeout as sleep } from 'node:timers/promises';

export interface BatchRules {
  readonly batchSize: number;
  /** Batches at work at the same time. */
  readonly concurrency: number;
  /** Attempts at a batch in all. */
  readonly attempts: number;
  /** Pause before the second attempt; doubled before each further one. */
  readonly backoffMs: number;
  /** No attempt begins after this time. */
  readonly timeoutMs: number;
  /** Whether another attempt may help. */
  readonly isTransient: (error: unknown) => boolean;
}

/** What became of one batch; `from` is the place of its first item. */
export type BatchResult<Item, Result> = {
  readonly from: number;
  readonly items: readonly Item[];
  readonly attempts: number;
} & ({ readonly kind: 'done'; readonly result: Result } | { readonly kind: 'failed'; readonly error: unknown });

/**
 * Works through items in batches, several at a time, and tries again what failed for the moment. One batch that fails leaves the
 * others alone. Results come in the order of the items.
 */
export async function runBatches<Item, Result>(
  items: readonly Item[],
  rules: BatchRules,
  work: (batch: readonly Item[]) => Promise<Result>,
): Promise<readonly BatchResult<Item, Result>[]> {
  const deadline = performance.now() + rules.timeoutMs;
  const starts = Array.from(
    { length: Math.ceil(items.length / rules.batchSize) },
    (_, place) => place * rules.batchSize,
  );
  const results: BatchResult<Item, Result>[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let place = next++; place < starts.length; place = next++) {
      const from = starts[place] ?? 0;
      results[place] = await attempt(items.slice(from, from + rules.batchSize), from);
    }
  };
  await Promise.all(Array.from({ length: Math.min(rules.concurrency, starts.length) }, worker));
  return results;

  async function attempt(batch: readonly Item[], from: number): Promise<BatchResult<Item, Result>> {
    if (performance.now() >= deadline) {
      return { kind: 'failed', from, items: batch, attempts: 0, error: new BatchTimeout(rules.timeoutMs) };
    }
    for (let attempts = 1; ; attempts += 1) {
      try {
        return { kind: 'done', from, items: batch, attempts, result: await work(batch) };
      } catch (error) {
        const pauseMs = rules.backoffMs * 2 ** (attempts - 1);
        const isLast = attempts >= rules.attempts || performance.now() + pauseMs >= deadline;
        if (isLast || !rules.isTransient(error)) return { kind: 'failed', from, items: batch, attempts, error };
        await sleep(pauseMs);
      }
    }
  }
}

/** A batch whose turn came too late. */
export class BatchTimeout extends Error {
  constructor(timeoutMs: number) {
    super(`the batches before it took longer than ${timeoutMs} ms`);
    this.name = 'BatchTimeout';
  }
}
