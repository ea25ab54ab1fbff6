import type { ComparisonRecord, Variant } from '../../gate/core/model/comparison-record.ts';
import type { Trend } from '../../gate/core/model/history.ts';
import { HOSTILE } from './hostile-record.ts';
import { sampleRegression } from './sample-comparison.ts';
import { sampleTrends } from './sample-trends.ts';

const LONG = 'w'.repeat(300);
const evil = (text: string): string => `${HOSTILE} ${text}`;

/** A comparison whose every text from outside is an attack, or one word of 300 letters. */
export function hostileComparison(): ComparisonRecord {
  const record = sampleRegression();
  const routeOf = (route: string | null): string | null => (route === 'GET /health' ? LONG : route && evil(route));
  const variant = (side: Variant): Variant => ({
    label: HOSTILE,
    git: { commit: HOSTILE, branch: LONG, isClean: false },
    url: `http://127.0.0.1/${HOSTILE}`,
    env: { [HOSTILE]: HOSTILE, constructor: LONG },
    facts: { ...side.facts, [LONG]: HOSTILE, toString: HOSTILE },
  });
  return {
    ...record,
    benchmark: { kind: 'load', name: HOSTILE },
    subject: HOSTILE,
    baseline: variant(record.baseline),
    candidate: variant(record.candidate),
    manifest: {
      ...record.manifest,
      command: ['loadline', 'compare', HOSTILE, LONG],
      tool: { name: HOSTILE, version: HOSTILE, exitCode: null, signal: HOSTILE },
      script: { path: HOSTILE, sha256: LONG },
      options: { [HOSTILE]: HOSTILE },
      passedVariables: [HOSTILE],
    },
    environment: { ...record.environment, machineClass: HOSTILE, cpu: HOSTILE, kernel: LONG },
    plan: {
      ...record.plan,
      margins: { ...record.plan.margins, [HOSTILE]: 0.1 },
      primary: record.plan.primary.map(({ metric, route }) => ({ metric, route: routeOf(route) })),
    },
    launches: record.launches.map((launch) => ({
      ...launch,
      baseline: {
        ...launch.baseline,
        series: launch.baseline.series.map((series) => ({ ...series, route: routeOf(series.route) })),
      },
      candidate: {
        series: launch.candidate.series.map((series) => ({ ...series, route: routeOf(series.route) })),
        evidence: {
          ...launch.candidate.evidence,
          failures: { [HOSTILE]: { [HOSTILE]: 3 }, __proto__: { [LONG]: 1 } },
          zeroDurationFailures: { [LONG]: 2 },
        },
      },
    })),
    problems: record.problems.map((problem) => ({
      ...problem,
      code: HOSTILE,
      message: evil(problem.message),
      route: HOSTILE,
    })),
    metrics: record.metrics.map((metric) => ({
      ...metric,
      metric: metric.metric === 'rss' ? HOSTILE : metric.metric,
      route: routeOf(metric.route),
      unit: metric.unit === 'statements' ? HOSTILE : metric.unit,
      comparison: {
        ...metric.comparison,
        reason: evil(metric.comparison.reason),
        warnings: [{ code: HOSTILE, message: HOSTILE }],
      },
    })),
    calibration:
      record.calibration === null
        ? null
        : { ...record.calibration, machineClass: HOSTILE, mde: { [HOSTILE]: 0.1, [LONG]: 0.1 } },
    explanation: {
      phases: [{ name: HOSTILE, baseline: 1, candidate: 2 }],
      statements: [
        {
          text: `${HOSTILE} ${LONG.repeat(3)}`,
          calls: { baseline: 1, candidate: 1 },
          ms: { baseline: 0, candidate: 0 },
        },
      ],
      commands: [{ name: LONG, baseline: 0, candidate: 0 }],
      functions: [{ name: HOSTILE, location: LONG, baseline: 1, candidate: 0 }],
      gaps: [HOSTILE, LONG],
    },
  };
}

/** Trends of the same kind. */
export function hostileTrends(): readonly Trend[] {
  return sampleTrends().map((trend, index) => ({
    ...trend,
    route: index === 0 ? LONG : evil(String(index)),
    unit: index === 0 ? HOSTILE : trend.unit,
    benchmark: { kind: 'load', name: index === 1 ? LONG : HOSTILE },
    machineClass: index === 2 ? LONG : HOSTILE,
    points: trend.points.map((point) => ({
      ...point,
      commit: HOSTILE,
      exclusion: point.exclusion === null ? null : evil(point.exclusion),
    })),
    acceptances: trend.acceptances.map((acceptance) => ({
      ...acceptance,
      reason: LONG,
      by: HOSTILE,
      at: HOSTILE,
      until: HOSTILE,
    })),
  }));
}
