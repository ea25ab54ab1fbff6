import { trendOf } from '../../gate/core/decide/judge-trend.ts';
import type { Acceptance, HistoryEntry, HistoryValue, Trend } from '../../gate/core/model/history.ts';
import { type Random, random } from './random.ts';
import { sampleLoad } from './sample-load.ts';

const DAY_MS = 86_400_000;
const FIRST = Date.parse('2026-07-01T04:30:00.000Z');
const NOW = '2026-11-21T12:00:00.000Z';

interface SampleMetric extends Omit<HistoryValue, 'value'> {
  /** Levels, each from a share of the runs on. */
  readonly levels: readonly (readonly [from: number, level: number])[];
}

const METRICS: readonly SampleMetric[] = [
  { metric: 'sql-per-request', route: null, unit: 'statements', better: 'lower', levels: [[0, 0.31]] },
  {
    metric: 'latency.p95',
    route: 'GET /api/users',
    unit: 'ms',
    better: 'lower',
    levels: [
      [0, 6.1],
      [0.3, 5.4],
      [0.75, 6.9],
    ],
  },
  {
    metric: 'latency.p95',
    route: null,
    unit: 'ms',
    better: 'lower',
    levels: [
      [0, 8.4],
      [0.55, 9.5],
    ],
  },
  {
    metric: 'hit-rate',
    route: null,
    unit: 'share',
    better: 'higher',
    levels: [
      [0, 0.86],
      [0.8, 0.79],
    ],
  },
];

/**
 * Four metrics over some runs, one a day: one that stands still, one that improved and then crept up, one whose change was accepted, and a
 * hit rate that fell. One change is made provisional by hand.
 */
export function sampleTrends(runs = 90): readonly Trend[] {
  const entries = sampleEntries(runs);
  const at = (share: number): HistoryEntry | undefined => entries[Math.floor(runs * share)];
  const acceptance = {
    metric: 'latency.p95',
    route: null,
    benchmark: 'load',
    reason: 'posts are validated now; the cost is known',
    by: 'Ada',
    at: at(0.56)?.startedAt ?? '',
    run: at(0.55)?.id ?? '',
    until: '2027-01-01',
  };
  const acceptances: readonly Acceptance[] =
    runs < 20
      ? []
      : [
          {
            ...acceptance,
            run: at(0.2)?.id ?? '',
            at: at(0.2)?.startedAt ?? '',
            until: '2026-08-01',
            reason: 'a trial',
          },
          acceptance,
        ];
  return METRICS.map((metric) => {
    const trend = trendOf({ entries, acceptances, metric, margin: 0.05, now: NOW });
    if (trend.route === null || runs < 20) return trend;
    const provisional = {
      index: Math.floor(runs / 2),
      before: 5.38,
      after: 5.45,
      votes: 1,
      direction: 'regression',
    } as const;
    return { ...trend, provisional: [provisional] };
  });
}

/** One run a day; one in twenty-nine can be nobody's baseline. */
function sampleEntries(runs: number): readonly HistoryEntry[] {
  const noise = random(11);
  const { benchmark, subject, environment } = sampleLoad({ seconds: 0 });
  return Array.from({ length: runs }, (_, index): HistoryEntry => {
    const startedAt = new Date(FIRST + index * DAY_MS).toISOString();
    return {
      format: 'loadline-history',
      version: 1,
      id: `${startedAt.slice(0, 10)}-load`,
      startedAt,
      benchmark,
      subject: subject.name,
      profile: 'users',
      git: { commit: hex(40, noise), branch: 'main', isClean: true },
      environment,
      plan: '400/s for 60 s after 10 s, seed 20261121',
      facts: { settings: index < 0.8 * runs ? '17bf3107a9b1' : '9d0c22e41f6a', postgres: '18.4' },
      outcome: 'pass',
      exclusion: index % 29 === 13 ? 'the measurement is invalid: 214 iterations were dropped' : null,
      calibratorMs: 10,
      metrics: METRICS.map(({ levels, ...name }) => ({
        ...name,
        value: (levels.findLast(([from]) => index >= from * runs)?.[1] ?? 1) * Math.exp(0.018 * noise.normal()),
      })),
    };
  });
}

function hex(length: number, { uniform }: Random): string {
  return Array.from({ length }, () => Math.floor(uniform() * 16).toString(16)).join('');
}
