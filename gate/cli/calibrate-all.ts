import type { ComparisonCollectPlan } from '../collect/compare/comparison-plan.ts';
import type { CalibrationEntry, Injected } from '../core/model/calibration.ts';
import { calibrateComparison, injectedOf, medianMs } from './calibrate-comparison.ts';
import { calibrationShelf } from './calibration-shelf.ts';
import type { Progress } from './console/progress.ts';
import type { Workspace } from './workspace.ts';

export interface CalibrationWork {
  readonly workspace: Workspace;
  /** Of every comparison, but for its sides and its seed. */
  readonly plan: ComparisonCollectPlan;
  /** Comparisons of identical builds, and of each size. */
  readonly count: number;
  /** Sizes to inject, as shares of the median latency. */
  readonly shares: readonly number[];
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * One comparison after the other, identical builds first, each kept as soon as it is made. Returns how many they are; an
 * interruption after the first ends it early.
 */
export async function calibrateAll(work: CalibrationWork): Promise<number> {
  const { workspace, plan, count, shares, progress, signal } = work;
  const truths = [null, ...shares].flatMap((share) => Array.from({ length: count }, () => share));
  const made: CalibrationEntry[] = [];
  for (const share of truths) {
    const injected = share === null ? null : injectedOf(share, medianMs(made));
    progress.step(`comparison ${made.length + 1} of ${truths.length}: ${truthText(injected)}`);
    try {
      // A seed each: an unlucky trace would be unlucky in all of them.
      const entry = await calibrateComparison({ ...plan, seed: plan.seed + made.length }, injected, {
        progress,
        signal,
      });
      await calibrationShelf(workspace, entry.environment.machineClass).save(entry);
      made.push(entry);
    } catch (error) {
      if (signal.aborted && made.length > 0) break;
      throw error;
    }
  }
  return made.length;
}

function truthText(injected: Injected | null): string {
  if (injected === null) return 'both sides are the same';
  const percent = Number((injected.share * 100).toPrecision(3));
  return `the candidate is slowed down by ${injected.microseconds} µs a request, ${percent} % of the median`;
}
