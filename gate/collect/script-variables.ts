import { GateError } from '../core/model/gate-error.ts';
import type { LoadPlan } from './load-plan.ts';

/**
 * What a script finds in `__ENV`: `BASE_URL`, the plan's `RATE`, `DURATION`, `WARM_UP`, `SEED`, its scenario's own
 * variables, and those passed through, which win. Throws GateError VARIABLE_REFUSED for a `K6_*` among them.
 */
export function scriptVariables(plan: LoadPlan, baseUrl: string): Readonly<Record<string, string>> {
  const variables = {
    BASE_URL: baseUrl,
    WARM_UP: String(plan.warmUpSeconds),
    SEED: String(plan.seed),
    ...(plan.rate === null ? {} : { RATE: String(plan.rate) }),
    ...(plan.durationSeconds === null ? {} : { DURATION: String(plan.durationSeconds) }),
    ...plan.scriptVariables,
    ...plan.passedVariables,
  };
  const refused = Object.keys(variables).find((name) => name.startsWith('K6_'));
  if (refused === undefined) return variables;
  throw new GateError({
    code: 'VARIABLE_REFUSED',
    message: `${refused} is not handed on to k6: its variables change the run behind the script's back.`,
    advice: 'Set it in the options of the script, or give the variable another name.',
  });
}
