import type { Capacity, RunRecord, Stage } from '../../gate/core/model/run-record.ts';
import type { Target } from '../../gate/core/model/target.ts';
import { assembleRecord, targetResult, WARM_UP } from './assemble-record.ts';
import { random } from './random.ts';
import { counterSeries } from './sample-counters.ts';
import { ROUTES } from './sample-load.ts';
import { routeSample, wholeSample } from './sample-series.ts';

/** A stress run of five stages that holds up to 800 iterations/s. */
export function sampleStress(): RunRecord {
  const noise = random(11);
  const rates = [100, 200, 400, 800, 1200];
  const stages = rates.map(
    (toRate, index): Stage => ({
      name: `${toRate}/s`,
      from: WARM_UP + index * 20,
      until: WARM_UP + (index + 1) * 20,
      fromRate: toRate,
      toRate,
    }),
  );
  const rateAt = (at: number): number => rates[Math.min(4, Math.max(0, Math.floor((at - WARM_UP) / 20)))] ?? 0;
  const until = WARM_UP + 100;
  const parts = ROUTES.slice(0, 4).map(([route, share, medianMs]) =>
    routeSample(
      {
        route,
        medianMs,
        spread: 0.5,
        perBlock: (at) => Math.min(rateAt(at), 930) * share,
        slowdown: (at) => 1 + (rateAt(at) / 900) ** 6 * 3,
        errorShare: 0.0004,
      },
      until,
      noise,
    ),
  );
  const p95: Target = { metric: 'latency.p95', below: 25, source: '004 §Targets' };
  const capacity: Capacity = {
    highestRate: 800,
    stages: stages.map((stage, index) => {
      const held = index < 4;
      return {
        stage,
        outcome: held ? 'pass' : 'fail',
        achievedRate: held ? stage.toRate * 0.998 : 931,
        problems: held
          ? []
          : [
              {
                severity: 'warning',
                code: 'RATE',
                message: '931 of 1,200 iterations/s were achieved.',
                route: null,
                series: null,
              },
            ],
        targets: [
          targetResult(
            p95,
            held ? 'met' : 'missed',
            held ? 8 + index * 3 : 143.2,
            held ? [7.4 + index * 3, 8.9 + index * 3] : [139, 148],
          ),
        ],
      };
    }),
  };
  return assembleRecord(
    { kind: 'load', name: 'stress' },
    [...wholeSample(parts), ...parts.flat(), ...counterSeries(until, noise, () => 1)],
    {
      seconds: until,
      stages: [{ name: 'warm-up', from: 0, until: WARM_UP, fromRate: 100, toRate: 100 }, ...stages],
      targets: [],
      problems: [],
      capacity,
      outcome: 'pass',
    },
  );
}
