import type { Explanation } from '../../core/model/explanation.ts';
import type { ComparisonCollectPlan, ComparisonEvents } from '../compare/comparison-plan.ts';

/**
 * Looks where the difference of two sides lies: one more launch of both under profile, driven together as in the comparison
 * that found it. Takes the very plan of that comparison. What cannot be looked at is a gap in what it returns, not an error.
 * Throws GateError where the launch itself fails; the reason of `events.signal` where that was aborted.
 */
export async function collectExplanation(
  plan: ComparisonCollectPlan,
  events: Pick<ComparisonEvents, 'onProgress' | 'signal'>,
): Promise<Explanation> {
  events.onProgress({ phase: 'preparing' });
  return {
    phases: [],
    statements: [],
    commands: [],
    functions: [],
    gaps: [`${plan.subjectName} cannot be looked at yet.`],
  };
}
