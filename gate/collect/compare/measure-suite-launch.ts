import type { Launch, SideMeasurement } from '../../core/model/comparison-record.ts';
import type { SuiteConfig } from '../../core/model/config.ts';
import type { SuiteIngest } from '../../ingest/suite-measurement.ts';
import { ingestSuite } from '../collect-suite.ts';
import type { Guardian } from '../guardian.ts';
import type { Ending } from '../process-group.ts';
import { type SuiteProcess, startSuite } from '../suite-process.ts';
import type { BothSides, ComparisonCollectPlan, ComparisonEvents, Side } from './comparison-plan.ts';
import type { MeasuredLaunch } from './launch.ts';
import { launchOrder, launchSeed } from './launch-order.ts';
import type { PreparedSides } from './prepare-sides.ts';

export interface SuiteLaunchOptions {
  readonly plan: ComparisonCollectPlan;
  readonly suite: SuiteConfig;
  readonly sides: PreparedSides;
  readonly number: number;
  readonly guardian: Guardian;
  readonly events: ComparisonEvents;
}

/**
 * Runs the suite in the checkouts of both sides, one of which runs at a time: they take turns, in an order drawn anew for each
 * round, where the suite knows turns; one that does not runs to its end before the other starts. Batches with the same number are a pair.
 */
export async function measureSuiteLaunch(options: SuiteLaunchOptions): Promise<MeasuredLaunch> {
  const { plan, suite, number } = options;
  const startedAt = new Date();
  const { baseline, candidate, last } = await runBoth(options);
  const of = { baseline: ingestSuite(suite.tool, baseline), candidate: ingestSuite(suite.tool, candidate) };
  const durations = [of.baseline, of.candidate].map(({ measurement }) => measurement.durationSeconds);
  const launch: Launch = {
    startedAt: startedAt.toISOString(),
    startedFirst: roundOrder(plan.seed, number, 0)[0],
    blockSeconds: of.baseline.measurement.blockSeconds,
    warmUpSeconds: 0,
    durationSeconds: Math.max(...durations),
    baseline: sideOf(of.baseline),
    candidate: sideOf(of.candidate),
  };
  return { launch, problems: [], facts: { baseline: {}, candidate: {} }, ending: last, isFatal: false };
}

/** Of two neighbouring launches each side begins one. */
function roundOrder(seed: number, number: number, round: number): readonly [Side, Side] {
  return round === 0 ? launchOrder(seed, number) : launchOrder(launchSeed(seed, number), round);
}

function sideOf({ measurement, evidence }: SuiteIngest): SideMeasurement {
  return { series: measurement.series, evidence };
}

/** What both printed, and how the one that ran last ended. */
async function runBoth(
  options: SuiteLaunchOptions,
): Promise<BothSides<readonly unknown[]> & { readonly last: Ending }> {
  const { plan, number } = options;
  const running = new Map<Side, SuiteProcess>();
  const ended: Side[] = [];
  try {
    for (let round = 0; ended.length < 2; round += 1) {
      for (const side of roundOrder(plan.seed, number, round)) {
        if (ended.includes(side)) continue;
        const suite = running.get(side) ?? (await start(options, side));
        running.set(side, suite);
        if ((await suite.turn()) === 'ended') ended.push(side);
      }
    }
    const outputs = await Promise.all(ended.map((side) => running.get(side)?.output));
    const of = (side: Side) => outputs[ended.indexOf(side)]?.documents ?? [];
    const last = outputs[1]?.ending ?? { exitCode: null, signal: null };
    return { baseline: of('baseline'), candidate: of('candidate'), last };
  } finally {
    await Promise.all([...running.values()].map((suite) => suite.stop()));
  }
}

function start(
  { plan, suite, sides, number, guardian, events }: SuiteLaunchOptions,
  side: Side,
): Promise<SuiteProcess> {
  events.onProgress({ phase: 'running suite', side, launch: number + 1, launches: plan.plan.looks.at(-1) ?? 1 });
  return startSuite({
    command: suite.command,
    cwd: sides[side].directory ?? plan.cwd,
    environment: { ...plan.environment, ...sides[side].env },
    logPath: sides[side].logPath,
    guardian,
    signal: events.signal,
    name: `the suite of the ${side}`,
    isTakingTurns: true,
  });
}
