import type { CollectedComparison, ComparisonCollectPlan, ComparisonEvents } from './comparison-plan.ts';

/**
 * Measures both sides of a comparison, launch by launch, until `events.onLaunch` has enough or the plan ends. Nothing that it
 * started is left when it returns or throws, nor when this process is killed. Throws GateError; the reason of
 * `events.signal` where that was aborted.
 */
export async function collectComparison(
  plan: ComparisonCollectPlan,
  events: ComparisonEvents,
): Promise<CollectedComparison> {
  events.onProgress({ phase: 'preparing' });
  throw new TypeError(`a comparison of ${plan.subjectName} cannot be collected yet`);
}
