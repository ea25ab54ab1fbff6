import type { WorkTotals } from '../../core/model/explanation.ts';
import type { CpuProfileReading } from '../../ingest/cpu-profile.ts';
import { type BothSides, type RunningSide, SIDES, type Side } from '../compare/comparison-plan.ts';
import { readWork } from './read-work.ts';

/** What one side said of its work when the judged part began and when the load had ended, or why it did not. */
export type WatchedWork = { readonly before: WorkTotals; readonly after: WorkTotals } | { readonly reason: string };

/** Follows both sides through a launch. */
export interface WorkWatch {
  /** Both sides are ready, and again when the warm-up is over: whichever came last is where the judged part begins. */
  begin(sides: BothSides<RunningSide>): Promise<void>;
  /** The load has ended, and both sides still run. */
  end(sides: BothSides<RunningSide>): Promise<void>;
  /** The judged part on the monotonic clock, in microseconds. */
  window(): CpuProfileReading['window'];
  work(side: Side): WatchedWork;
}

/** `labKey` opens the `path` of the work totals, where a side has no LAB_KEY of its own; without a path nobody is asked. */
export function watchWork(options: {
  readonly path: string | undefined;
  readonly labKey: string;
  readonly signal: AbortSignal;
}): WorkWatch {
  const { path, labKey, signal } = options;
  const readings: Record<'before' | 'after', Partial<Record<Side, WorkTotals | Error>>> = { before: {}, after: {} };
  const window = { fromUs: 0, untilUs: Number.POSITIVE_INFINITY };
  const ask = async (moment: 'before' | 'after', sides: BothSides<RunningSide>): Promise<void> => {
    if (path === undefined) return;
    await Promise.all(
      SIDES.map(async (side) => {
        const { url, env } = sides[side];
        const reading = readWork(new URL(path, url).href, env.LAB_KEY ?? labKey, signal);
        readings[moment][side] = await reading.catch((cause: unknown) => asError(cause));
      }),
    );
  };
  return {
    async begin(sides) {
      window.fromUs = nowUs();
      await ask('before', sides);
    },
    async end(sides) {
      window.untilUs = nowUs();
      await ask('after', sides);
    },
    window: () => window,
    work(side) {
      if (path === undefined) return { reason: 'its configuration names no "explain" path' };
      const before = readings.before[side];
      const after = readings.after[side];
      for (const reading of [before, after]) if (reading instanceof Error) return { reason: reading.message };
      return before === undefined || after === undefined || before instanceof Error || after instanceof Error
        ? { reason: 'it was not asked' }
        : { before, after };
    },
  };
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}

/** V8 takes the times of its samples from the same clock. */
function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
