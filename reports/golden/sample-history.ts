import type { Comparison } from '../../gate/core/model/comparison.ts';
import type { RunHistory } from '../../gate/core/model/history.ts';

const RESULT: Comparison = {
  verdict: 'unchanged',
  reason: 'surely not worse by the margin',
  estimate: 0.006,
  interval: [-0.011, 0.023],
  level: 0.95,
  mde: 0.064,
  n: 34,
  looks: 1,
  pValue: 0.28,
  warnings: [],
};

const METRIC = { route: null, unit: 'ms', better: 'lower', role: 'primary', margin: 0.05, confirmation: null } as const;

/** A run that is worse than its history in one metric, which a second run confirmed. */
export function sampleHistory(): RunHistory {
  return {
    baseline: '34 runs of main since the level last changed on 3 Oct 2026, the nearest ancestor 1a2b3c4',
    calibrator: 'in its band',
    isDecisive: true,
    question: null,
    outcome: 'fail',
    metrics: [
      { ...METRIC, metric: 'latency.p50', value: 1.71, comparison: RESULT, adjustedP: 0.56 },
      {
        ...METRIC,
        metric: 'latency.p95',
        route: 'GET /api/users',
        value: 11.6,
        confirmation: 11.4,
        comparison: {
          ...RESULT,
          verdict: 'regression',
          reason: 'worse than everything before, by the margin, and a second run confirms it',
          estimate: 0.132,
          interval: [0.104, 0.161],
          looks: 2,
          pValue: 0.0001,
        },
        adjustedP: 0.0002,
      },
      {
        ...METRIC,
        metric: 'hit-rate',
        unit: 'share',
        better: 'higher',
        role: 'secondary',
        value: 0.912,
        comparison: {
          ...RESULT,
          verdict: 'inconclusive',
          reason: '4 runs since the level last changed, 10 are needed; compare with the base revision instead',
          estimate: null,
          interval: null,
          mde: null,
          n: 4,
          pValue: null,
        },
        adjustedP: null,
      },
    ],
  };
}
