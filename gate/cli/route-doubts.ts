import type { RunStore } from '../store/run-store.ts';
import { didYouMean } from './nearest.ts';
import type { RunPlan } from './run-plan.ts';
import { misspeltRoute, scriptRoutes } from './script-routes.ts';

/**
 * Routes of targets that the newest run of this benchmark and subject did not have, one sentence each: a misspelt one is better known
 * before the run than after it. Where nothing was run before, those that the script all but names. No error: a script may have got a new route
 * since, and may put names together while it runs.
 */
export async function routeDoubts(plan: RunPlan, { history }: RunStore): Promise<readonly string[]> {
  const asked = new Set(plan.targets.flatMap(({ route }) => (route === undefined ? [] : [route])));
  if (plan.kind !== 'load' || asked.size === 0) return [];
  const { entries } = await history.entries({ benchmark: plan.benchmark, subject: plan.subject.name });
  const known = [...new Set(entries.at(-1)?.metrics.flatMap(({ route }) => route ?? []))].sort();
  if (known.length === 0) return misspeltRoutes([...asked], await scriptRoutes(plan.scenario.script));
  return [...asked]
    .filter((route) => !known.includes(route))
    .map(
      (route) => `a target is about ${route}, which the run before this one did not have.${didYouMean(route, known)}`,
    );
}

function misspeltRoutes(asked: readonly string[], named: readonly string[]): readonly string[] {
  return asked.flatMap((route) => {
    const meant = misspeltRoute(route, named);
    return meant === undefined
      ? []
      : [`a target is about ${route}, which the script does not name. Did you mean "${meant}"?`];
  });
}
