import { Bench } from 'tinybench';
import { seededRandom } from '../../gate/core/stats/random.ts';
import { shuffled } from '../shuffled.ts';
import { keep, type MicroSuite, type MicroTask } from './micro-suite.ts';

/** Samples of one batch: ms per operation, each the mean over the operations between two readings of the clock. */
export interface Batch {
  readonly samplesMs: readonly number[];
}

export interface MeasureOptions {
  readonly batches: number;
  readonly batchMs: number;
  readonly warmUpMs: number;
  /** Of the order of the tasks within each round. */
  readonly seed: number;
  /** Resolves when the next round may begin. Default: at once. */
  readonly beforeRound?: () => Promise<void>;
}

/**
 * Samples of one batch share the machine's mood, so at worst a batch is worth one independent sample: 200 of them are
 * enough for a p95 (59 are needed), and they take 1.6 s a task.
 */
export const DEFAULT_MEASURE: MeasureOptions = { batches: 200, batchMs: 8, warmUpMs: 100, seed: 1 };

/** A sample this long makes the grain of the clock (about 50 ns) less than a thousandth of it. */
const SHORTEST_SAMPLE_MS = 0.05;

/**
 * Measures the tasks of a suite in rounds: each round holds one batch of every task, in random order, so that a slow
 * stretch of the machine falls on all tasks alike. Returns the batches by task, in order of time.
 */
export async function measure(
  suite: MicroSuite,
  options: MeasureOptions,
): Promise<ReadonlyMap<string, readonly Batch[]>> {
  const random = seededRandom(options.seed);
  const operations = new Map<string, number>();
  for (const task of suite.tasks) operations.set(task.name, await calibrate(task, options.warmUpMs));
  const batches = new Map(suite.tasks.map(({ name }): [string, Batch[]] => [name, []]));
  for (let round = 0; round < options.batches; round += 1) {
    await options.beforeRound?.();
    for (const task of shuffled(suite.tasks, random)) {
      const batch = await takeBatch(task, operations.get(task.name) ?? 1, options.batchMs);
      batches.get(task.name)?.push(batch);
    }
  }
  return batches;
}

/** Warms a task up; then how many operations make a sample long enough for the clock, a power of two. */
async function calibrate(task: MicroTask, warmUpMs: number): Promise<number> {
  let operations = 1;
  for (const start = performance.now(); performance.now() - start < warmUpMs; ) {
    const took = await timeOf(task, operations);
    if (took < SHORTEST_SAMPLE_MS) operations *= 2;
  }
  const times: number[] = [];
  for (let i = 0; i < 5; i += 1) times.push(await timeOf(task, operations));
  // Compiled code is faster than what the first samples ran.
  const grown = Math.ceil(SHORTEST_SAMPLE_MS / Math.max(Math.min(...times), SHORTEST_SAMPLE_MS / 1024));
  return operations * 2 ** Math.ceil(Math.log2(grown));
}

async function timeOf(task: MicroTask, operations: number): Promise<number> {
  const start = performance.now();
  keep(task.kind === 'sync' ? task.run(operations) : await task.run(operations));
  return performance.now() - start;
}

async function takeBatch(task: MicroTask, operations: number, batchMs: number): Promise<Batch> {
  const bench = new Bench({ time: batchMs, iterations: 1, warmup: false, retainSamples: true, throws: true });
  const sample = (tookMs: number) => ({ overriddenDuration: tookMs / operations, overriddenIterationCost: tookMs });
  if (task.kind === 'sync') {
    const { run } = task;
    bench.add(
      task.name,
      () => {
        const start = bench.now();
        keep(run(operations));
        return sample(bench.now() - start);
      },
      { async: false },
    );
    bench.runSync();
  } else {
    const { run } = task;
    bench.add(
      task.name,
      async () => {
        const start = bench.now();
        keep(await run(operations));
        return sample(bench.now() - start);
      },
      { async: true },
    );
    await bench.run();
  }
  const result = bench.tasks[0]?.result;
  const samples = result !== undefined && 'latency' in result ? result.latency.samples : undefined;
  if (samples === undefined) throw new TypeError(`tinybench kept no samples of ${task.name}`);
  return { samplesMs: samples.map((ms) => Number(ms.toPrecision(6))) };
}
