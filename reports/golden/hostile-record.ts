import type { RunRecord } from '../../gate/core/model/run-record.ts';
import { sampleLoad } from './sample-load.ts';
import { sampleStress } from './sample-stress.ts';

/** What an attacker would write wherever a record holds text from outside. */
export const HOSTILE = `"'><script>window.planted=1</script><img src=x onerror="window.planted=2">{{title}}</title></style>`;

/** A run whose every text from outside (routes, names, reasons, branch, options, …) is an attack, or one word of 300 letters. */
export function hostileRecord(): RunRecord {
  const record = sampleLoad({ seconds: 20 });
  const { stages } = sampleStress().measurement;
  const evil = (text: string): string => `${HOSTILE} ${text}`;
  const long = 'w'.repeat(300);
  const route = (name: string): string => (name === 'GET /health' ? long : evil(name));
  return {
    ...record,
    profile: HOSTILE,
    benchmark: { kind: 'load', name: HOSTILE },
    subject: { name: HOSTILE, url: `http://127.0.0.1/${HOSTILE}`, facts: { [HOSTILE]: HOSTILE, constructor: long } },
    manifest: {
      ...record.manifest,
      command: ['loadline', 'run', HOSTILE, long],
      tool: { name: HOSTILE, version: HOSTILE, exitCode: null, signal: HOSTILE },
      script: { path: HOSTILE, sha256: long },
      options: { [HOSTILE]: HOSTILE, long },
      passedVariables: [HOSTILE],
      git: { commit: HOSTILE, branch: HOSTILE, isClean: false },
    },
    environment: { ...record.environment, cpu: HOSTILE, kernel: long, governor: HOSTILE, runnerImage: HOSTILE },
    measurement: {
      ...record.measurement,
      stages: stages.map((stage, index) => ({
        ...stage,
        name: HOSTILE.slice(0, 20),
        from: 10 + index * 4,
        until: 14 + index * 4,
      })),
      series: record.measurement.series.map((series) => {
        const name = series.name === 'rss' ? HOSTILE : series.name;
        return {
          ...series,
          name,
          unit: name === HOSTILE ? HOSTILE : series.unit,
          route: series.route && route(series.route),
        };
      }),
    },
    evidence: {
      ...record.evidence,
      failures: { [HOSTILE]: { [HOSTILE]: 3 }, __proto__: { [long]: 1 } },
      checks: { [HOSTILE]: { passes: 1, fails: 2 }, [long]: { passes: 1, fails: 0 } },
      scriptErrors: [HOSTILE, long],
    },
    problems: record.problems.map((problem) => ({
      ...problem,
      code: HOSTILE,
      message: evil(problem.message),
      route: HOSTILE,
    })),
    targets: record.targets.map((result) => ({
      ...result,
      target: {
        ...result.target,
        ...(result.target.route === undefined ? {} : { route: route(result.target.route) }),
        source: HOSTILE,
        note: long,
      },
      reason: evil(result.reason),
      warnings: [{ code: HOSTILE, message: HOSTILE }],
    })),
  };
}
