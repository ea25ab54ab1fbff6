import type { Launch, SideMeasurement } from '../../core/model/comparison-record.ts';
import type { SuiteConfig } from '../../core/model/config.ts';
import { ingestSuite } from '../collect-suite.ts';
import type { Guardian } from '../guardian.ts';
import { runSuite } from '../run-suite.ts';
import type { ComparisonCollectPlan, ComparisonEvents, Side } from './comparison-plan.ts';
import type { MeasuredLaunch } from './launch.ts';
import { launchOrder } from './launch-order.ts';
import type { PreparedSides } from './prepare-sides.ts';

/** Runs the suite in the checkout of one side, then of the other. Batches with the same number are a pair. */
export async function measureSuiteLaunch(options: {
  readonly plan: ComparisonCollectPlan;
  readonly suite: SuiteConfig;
  readonly sides: PreparedSides;
  readonly number: number;
  readonly guardian: Guardian;
  readonly events: ComparisonEvents;
}): Promise<MeasuredLaunch> {
  const { plan, suite, sides, number, guardian, events } = options;
  const order = launchOrder(plan.seed, number);
  const startedAt = new Date();
  const runOf = async (side: Side) => {
    events.onProgress({ phase: 'running suite', side, launch: number + 1, launches: plan.plan.looks.at(-1) ?? 1 });
    const { documents, ending } = await runSuite({
      command: suite.command,
      cwd: sides[side].directory ?? plan.cwd,
      environment: { ...plan.environment, ...sides[side].env },
      logPath: sides[side].logPath,
      guardian,
      signal: events.signal,
    });
    return { side, ending, ...ingestSuite(suite.tool, documents) };
  };
  const first = await runOf(order[0]);
  const second = await runOf(order[1]);
  const [baseline, candidate] = first.side === 'baseline' ? [first, second] : [second, first];
  const sideOf = ({ measurement, evidence }: typeof first): SideMeasurement => ({
    series: measurement.series,
    evidence,
  });
  const launch: Launch = {
    startedAt: startedAt.toISOString(),
    startedFirst: order[0],
    blockSeconds: baseline.measurement.blockSeconds,
    warmUpSeconds: 0,
    durationSeconds: Math.max(baseline.measurement.durationSeconds, candidate.measurement.durationSeconds),
    baseline: sideOf(baseline),
    candidate: sideOf(candidate),
  };
  return { launch, problems: [], facts: { baseline: {}, candidate: {} }, ending: second.ending, isFatal: false };
}
