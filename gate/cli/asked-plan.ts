import type { AskedPlan } from '../core/model/run-record.ts';
import type { RunPlan } from './run-plan.ts';

/** What the command line says of the load. */
export interface LoadWords {
  readonly rate: number | undefined;
  readonly durationSeconds: number | undefined;
  readonly warmUpSeconds: number | undefined;
  /** Default 1. */
  readonly seed: number | undefined;
}

export const USUAL_SEED = 1;

/** The load that a run was asked for, and what of it is not as the configuration plans it. */
export function askedPlan(plan: RunPlan, words: LoadWords): AskedPlan {
  if (plan.kind === 'suite') {
    return { rate: null, durationSeconds: null, warmUpSeconds: 0, seed: null, changes: [] };
  }
  const { scenario } = plan;
  return {
    rate: words.rate ?? scenario.rate ?? null,
    durationSeconds: words.durationSeconds ?? scenario.durationSeconds ?? null,
    warmUpSeconds: words.warmUpSeconds ?? scenario.warmUpSeconds ?? 0,
    seed: words.seed ?? USUAL_SEED,
    changes: [
      ...change('rate', words.rate, scenario.rate, '/s'),
      ...change('duration', words.durationSeconds, scenario.durationSeconds, ' s'),
      ...change('warm-up', words.warmUpSeconds, scenario.warmUpSeconds, ' s'),
      ...change('seed', words.seed, USUAL_SEED, ''),
    ],
  };
}

/** Where the configuration plans nothing, nothing can be changed: runs of different plans are kept apart anyway. */
function change(name: string, asked: number | undefined, planned: number | undefined, unit: string): readonly string[] {
  if (asked === undefined || planned === undefined || asked === planned) return [];
  return [`${name} ${asked}${unit} instead of ${planned}${unit}`];
}
