import type { ComparisonPlan, Launch, SideMeasurement } from '../../../gate/core/model/comparison-record.ts';
import type { Evidence } from '../../../gate/core/model/evidence.ts';
import type { RatioBlock, RatioSeries } from '../../../gate/core/model/series.ts';
import type { Random } from '../../../gate/core/stats/random.ts';
import { drawBinomial } from './draw.ts';
import { drawLaunches, MEASURED_NOISE } from './paired-scenarios.ts';

const PAIRS = 16;
const REQUESTS = 500;

const EVIDENCE: Evidence = {
  plannedIterations: null,
  iterations: 16_000,
  droppedIterations: 0,
  isOpenModel: true,
  generatorCpuShare: 0.2,
  otherCpuShare: 0.3,
  zeroDurationFailures: {},
  failures: {},
  checks: {},
  foldedRoutes: 0,
  unreadable: 0,
  isTruncated: false,
  scriptErrors: [],
  missedCounterReads: 0,
};

/** What is simulated: as many metrics, one of which changed, and shares of failed requests. */
export interface MadeComparison {
  readonly metrics: number;
  /** Of the first metric, a fraction. */
  readonly change: number;
  /** Share of failed requests of both sides. */
  readonly failing: readonly [baseline: number, candidate: number];
  /** Failures of one block share their fate: its share is drawn from this much of a spread, in logarithms. */
  readonly burst?: number;
}

/** A plan whose primary metrics are `m0`, `m1` …, the noise of each that of p50, the mean or p95 in turn. */
export function madePlan({ metrics }: MadeComparison, looks: readonly number[] = [3, 4, 5]): ComparisonPlan {
  return {
    primary: [
      ...Array.from({ length: metrics }, (_, position) => ({ metric: `m${position}`, route: null })),
      { metric: 'error-rate', route: null },
    ],
    margin: 0.05,
    margins: {},
    looks,
    launchSpread: 0.015,
    blockSeconds: 2,
    warmUpSeconds: 0,
    durationSeconds: PAIRS * 2,
    rate: REQUESTS,
  };
}

export function drawComparison(random: Random, made: MadeComparison, launches: number): readonly Launch[] {
  const metrics = Array.from({ length: made.metrics }, (_, position) => {
    const noise = MEASURED_NOISE[position % MEASURED_NOISE.length];
    if (noise === undefined) throw new RangeError('there is no noise');
    return drawLaunches(random, noise, position === 0 ? made.change : 0, launches, PAIRS);
  });
  return Array.from({ length: launches }, (_, launch): Launch => {
    const side = (which: 0 | 1): SideMeasurement => ({
      series: [
        ...metrics.map((drawn, position) =>
          ratio(
            `m${position}`,
            'ms',
            (drawn[launch] ?? []).map((pair) => ({ numerator: pair[which], denominator: 1 })),
          ),
        ),
        ratio('error-rate', 'share', failures(random, made.failing[which], made.burst ?? 0)),
      ],
      evidence: EVIDENCE,
    });
    return {
      startedAt: '2026-11-21T10:00:00.000Z',
      startedFirst: 'baseline',
      blockSeconds: 2,
      warmUpSeconds: 0,
      durationSeconds: PAIRS * 2,
      baseline: side(0),
      candidate: side(1),
    };
  });
}

function failures(random: Random, share: number, burst: number): readonly Omit<RatioBlock, 'at'>[] {
  return Array.from({ length: PAIRS }, () => {
    // Lognormal with mean 1: most blocks fail less, some much more.
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const ofBlock = Math.min(1, share * Math.exp(burst * normal - burst ** 2 / 2));
    return { numerator: drawBinomial(random, REQUESTS, ofBlock), denominator: REQUESTS };
  });
}

function ratio(name: string, unit: string, blocks: readonly Omit<RatioBlock, 'at'>[]): RatioSeries {
  return {
    kind: 'ratio',
    name,
    route: null,
    unit,
    better: 'lower',
    blocks: blocks.map((block, position) => ({ at: position * 2, ...block })),
  };
}
