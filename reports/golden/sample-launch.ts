import type { Launch, SideMeasurement } from '../../gate/core/model/comparison-record.ts';
import type { Evidence } from '../../gate/core/model/evidence.ts';
import type { Random } from './random.ts';
import { counterSeries } from './sample-counters.ts';
import { ROUTES } from './sample-load.ts';
import { routeSample, wholeSample } from './sample-series.ts';

/** How the candidate of a sample differs from its baseline; each a factor. */
export interface Change {
  /** On the latency of a route; left out: 1. */
  readonly latency: Readonly<Record<string, number>>;
  /** On `sql-per-request`. */
  readonly statements: number;
  /** On the latency of all routes, drawn anew for each launch and side: standard deviation in logarithms. */
  readonly spread: number;
  /** Share of failing posts. */
  readonly errorShare: number;
}

export const BLOCKS = { warmUp: 6, judged: 32, rate: 600 } as const;

/** One launch of both sides: the same seconds of the machine, each side with half of the requests. */
export function sampleLaunch(index: number, change: Change, noise: Random): Launch {
  const seconds = BLOCKS.warmUp + BLOCKS.judged;
  // What the machine does hits both sides alike.
  const weather = Array.from({ length: seconds }, () => Math.exp(0.12 * noise.normal()));
  const side = (isCandidate: boolean): SideMeasurement => {
    const luck = Math.exp(change.spread * noise.normal());
    const parts = ROUTES.map(([route, share, medianMs]) =>
      routeSample(
        {
          route,
          medianMs: medianMs * luck * (isCandidate ? (change.latency[route] ?? 1) : 1),
          spread: 0.42,
          perBlock: () => (BLOCKS.rate / 2) * share,
          slowdown: (at) => (weather[at] ?? 1) * (at < BLOCKS.warmUp ? 2 - at / BLOCKS.warmUp : 1),
          errorShare: route.startsWith('POST') && isCandidate ? change.errorShare : 0,
        },
        seconds,
        noise,
      ),
    );
    const counters = counterSeries(seconds, noise, () => 1).map((series) =>
      series.name === 'sql-per-request' && series.kind === 'ratio' && isCandidate
        ? {
            ...series,
            blocks: series.blocks.map((block) => ({ ...block, numerator: block.numerator * change.statements })),
          }
        : series,
    );
    return { series: [...wholeSample(parts), ...parts.flat(), ...counters], evidence: evidenceOf(isCandidate, change) };
  };
  return {
    startedAt: `2026-11-21T10:4${5 + index}:00.000Z`,
    startedFirst: index % 2 === 0 ? 'baseline' : 'candidate',
    blockSeconds: 1,
    warmUpSeconds: BLOCKS.warmUp,
    durationSeconds: BLOCKS.judged,
    baseline: side(false),
    candidate: side(true),
  };
}

function evidenceOf(isCandidate: boolean, change: Change): Evidence {
  const failures = isCandidate && change.errorShare > 0 ? { 'POST /api/posts': { '503': 7, '500': 1 } } : {};
  return {
    plannedIterations: BLOCKS.rate * (BLOCKS.warmUp + BLOCKS.judged),
    iterations: BLOCKS.rate * (BLOCKS.warmUp + BLOCKS.judged),
    droppedIterations: 0,
    isOpenModel: true,
    generatorCpuShare: 0.21,
    otherCpuShare: 0.42,
    zeroDurationFailures: {},
    failures,
    checks: {},
    foldedRoutes: 0,
    unreadable: 0,
    isTruncated: false,
    scriptErrors: [],
    missedCounterReads: 0,
  };
}
