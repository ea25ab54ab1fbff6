import type { ComparisonPlan, Launch, SideMeasurement } from '../../model/comparison-record.ts';
import type { Series } from '../../model/series.ts';
import { type Random, seededRandom } from '../../stats/random.ts';
import { CLEAN_EVIDENCE, latencyBlock } from './made-run.ts';

const BLOCKS = 16;
const PER_BLOCK = 250;

/** What differs between the sides, or between launches. */
export interface MadeLaunch {
  /** Latency of the candidate over that of the baseline. */
  readonly factor?: number;
  /** SQL statements per request. */
  readonly statements?: readonly [baseline: number, candidate: number];
  /** Failed requests per block. */
  readonly failed?: readonly [baseline: number, candidate: number];
  readonly route?: string | null;
  readonly evidence?: Partial<SideMeasurement['evidence']>;
}

/** Launches of both sides: sixteen blocks of 250 requests a side, the first block warm-up; latencies scatter as real ones do. */
export function madeLaunches(count: number, made: MadeLaunch = {}, seed = 1): readonly Launch[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => madeLaunch(made, random));
}

function madeLaunch(made: MadeLaunch, random: Random): Launch {
  const { factor = 1, statements = [3, 3], failed = [0, 0], route = null, evidence = {} } = made;
  const ofLaunch = 1 + 0.01 * (random() + random() - 1);
  const side = (scale: number, perRequest: number, failing: number): SideMeasurement => ({
    series: seriesOf(route, scale, perRequest, failing, random),
    evidence: { ...CLEAN_EVIDENCE, ...evidence },
  });
  return {
    startedAt: '2026-11-21T10:00:00.000Z',
    startedFirst: 'baseline',
    blockSeconds: 2,
    warmUpSeconds: 2,
    durationSeconds: 34,
    baseline: side(1, statements[0], failed[0]),
    candidate: side(factor * ofLaunch, statements[1], failed[1]),
  };
}

function seriesOf(
  route: string | null,
  scale: number,
  perRequest: number,
  failing: number,
  random: Random,
): readonly Series[] {
  const starts = Array.from({ length: BLOCKS + 1 }, (_, block) => block * 2);
  const draw = () => scale * Math.exp(0.3 * (random() + random() + random() - 1.5));
  const common = { route, better: 'lower' } as const;
  const ratio = (numerator: number) =>
    starts.map((at) => ({ at, numerator: at === 0 ? 7 : numerator, denominator: PER_BLOCK }));
  return [
    {
      ...common,
      kind: 'distribution',
      name: 'latency',
      unit: 'ms',
      // A warm-up that would turn every verdict.
      blocks: starts.map((at) => latencyBlock(at, PER_BLOCK, at === 0 ? () => 50 : draw)),
    },
    { ...common, kind: 'ratio', name: 'error-rate', unit: 'share', blocks: ratio(failing) },
    { ...common, kind: 'ratio', name: 'sql-per-request', unit: 'statements', blocks: ratio(perRequest * PER_BLOCK) },
    { ...common, kind: 'ratio', name: 'throughput', unit: '1/s', better: 'higher', blocks: ratio(250) },
    { ...common, kind: 'ratio', name: 'iterations', unit: '1/s', better: 'higher', blocks: ratio(250) },
    { ...common, kind: 'level', name: 'rss', unit: 'bytes', blocks: starts.map((at) => ({ at, value: 1e8 })) },
  ];
}

export const MADE_PLAN: ComparisonPlan = {
  primary: [
    { metric: 'latency.p50', route: null },
    { metric: 'latency.p95', route: null },
    { metric: 'sql-per-request', route: null },
    { metric: 'error-rate', route: null },
  ],
  margin: 0.05,
  margins: {},
  looks: [3, 4, 5],
  launchSpread: 0.015,
  blockSeconds: 2,
  warmUpSeconds: 2,
  durationSeconds: 32,
  rate: 250,
};
