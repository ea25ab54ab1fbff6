import type { RunStore } from '../store/run-store.ts';
import { didYouMean } from './nearest.ts';
import type { RunPlan } from './run-plan.ts';

/**
 * Routes of targets that the newest run of this benchmark and subject did not have, one sentence each: a misspelt one is better known
 * before the run than after it. Empty where nothing was run before; a script may have got a new route since, so it is no error.
 */
export async function routeDoubts(plan: RunPlan, { history }: RunStore): Promise<readonly string[]> {
  const asked = new Set(plan.targets.flatMap(({ route }) => (route === undefined ? [] : [route])));
  if (plan.kind !== 'load' || asked.size === 0) return [];
  const { entries } = await history.entries({ benchmark: plan.benchmark, subject: plan.subject.name });
  const known = [...new Set(entries.at(-1)?.metrics.flatMap(({ route }) => route ?? []))].sort();
  if (known.length === 0) return [];
  return [...asked]
    .filter((route) => !known.includes(route))
    .map(
      (route) => `a target is about ${route}, which the run before this one did not have.${didYouMean(route, known)}`,
    );
}
