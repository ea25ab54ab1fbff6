import type { Stage } from '../core/model/run-record.ts';

/**
 * Stages of scenarios that run at the same time, added up: cut at every moment where one of them begins or ends, rates
 * summed, names joined. In order of time; moments at which nothing is planned are left out.
 */
export function plannedStages(stages: readonly Stage[]): readonly Stage[] {
  const moments = [...new Set(stages.flatMap(({ from, until }) => [from, until]))].sort((one, other) => one - other);
  return moments.slice(1).flatMap((until, index) => {
    const from = moments[index] ?? until;
    const active = stages.filter((stage) => stage.from <= from && stage.until >= until);
    if (active.length === 0) return [];
    return {
      name: active.map((stage) => stage.name).join(' + '),
      from,
      until,
      fromRate: sum(active.map((stage) => rateAt(stage, from))),
      toRate: sum(active.map((stage) => rateAt(stage, until))),
    };
  });
}

/** Iterations that a plan asks for: the area under its rate. */
export function plannedArrivals(stages: readonly Stage[]): number {
  return sum(stages.map(({ from, until, fromRate, toRate }) => ((fromRate + toRate) / 2) * (until - from)));
}

function rateAt({ from, until, fromRate, toRate }: Stage, moment: number): number {
  return fromRate + ((toRate - fromRate) * (moment - from)) / (until - from);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
