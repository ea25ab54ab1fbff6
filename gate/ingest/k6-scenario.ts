import { z } from 'zod';
import type { Stage } from '../core/model/run-record.ts';
import { goDurationSeconds } from './go-duration.ts';

const duration = z
  .string()
  .transform(goDurationSeconds)
  .refine((seconds) => Number.isFinite(seconds), 'is no duration');
const nullableDuration = duration.nullish().transform((seconds) => seconds ?? null);
const shared = { startTime: nullableDuration, exec: z.string().nullish() };
const arrivals = { ...shared, timeUnit: nullableDuration };
const count = z.number().nullish();
const stages = z.array(z.object({ duration, target: z.number() }));

/** A scenario as `k6 inspect` shows it: what the script said, `null` where k6 falls back on its default. */
export const k6ScenarioSchema = z.discriminatedUnion('executor', [
  z.object({ ...arrivals, executor: z.literal('constant-arrival-rate'), rate: z.number(), duration }),
  z.object({ ...arrivals, executor: z.literal('ramping-arrival-rate'), startRate: count, stages }),
  z.object({ ...shared, executor: z.literal('constant-vus'), duration }),
  z.object({ ...shared, executor: z.literal('ramping-vus'), stages }),
  z.object({ ...shared, executor: z.literal('shared-iterations'), iterations: count }),
  z.object({ ...shared, executor: z.literal('per-vu-iterations'), vus: count, iterations: count }),
]);

export type K6Scenario = z.output<typeof k6ScenarioSchema>;

/** Iterations of a scenario that counts them; `null` where it does not. One VU and one iteration are k6's defaults. */
export function plannedIterations(scenario: K6Scenario): number | null {
  if (scenario.executor === 'shared-iterations') return scenario.iterations ?? 1;
  if (scenario.executor === 'per-vu-iterations') return (scenario.vus ?? 1) * (scenario.iterations ?? 1);
  return null;
}

/** When the scenario ends by its plan, graceful stop not counted; `null` where it ends when it is done. */
export function plannedEnd(scenario: K6Scenario): number | null {
  const start = scenario.startTime ?? 0;
  if ('duration' in scenario) return start + scenario.duration;
  if ('stages' in scenario) return scenario.stages.reduce((end, stage) => end + stage.duration, start);
  return null;
}

/** Stages of a scenario with an arrival rate, in iterations per second; `null` for one without (closed model). */
export function arrivalStages(name: string, scenario: K6Scenario): readonly Stage[] | null {
  const start = scenario.startTime ?? 0;
  if (scenario.executor === 'constant-arrival-rate') {
    const rate = scenario.rate / (scenario.timeUnit ?? 1);
    return [{ name, from: start, until: start + scenario.duration, fromRate: rate, toRate: rate }];
  }
  if (scenario.executor !== 'ramping-arrival-rate') return null;
  const timeUnit = scenario.timeUnit ?? 1;
  const ramped: Stage[] = [];
  let from = start;
  let fromRate = (scenario.startRate ?? 0) / timeUnit;
  for (const { duration: seconds, target } of scenario.stages) {
    const toRate = target / timeUnit;
    // A stage of no length is k6's way to jump.
    if (seconds > 0)
      ramped.push({ name: `${name} ${ramped.length + 1}`, from, until: from + seconds, fromRate, toRate });
    from += seconds;
    fromRate = toRate;
  }
  return ramped.length === 1 ? ramped.map((stage) => ({ ...stage, name })) : ramped;
}
