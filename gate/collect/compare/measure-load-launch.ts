import { CANDIDATE_DIED } from '../../core/decide/judge-comparison.ts';
import type { Launch, SideMeasurement } from '../../core/model/comparison-record.ts';
import type { Series } from '../../core/model/series.ts';
import type { Problem } from '../../core/model/verdict.ts';
import { createCounterIngest } from '../../ingest/counter-series.ts';
import type { SideAnswers } from '../../ingest/side-answers.ts';
import { createSideCsvIngest } from '../../ingest/side-csv.ts';
import { refuseNothing } from '../assemble-load.ts';
import { deadlineSeconds } from '../k6-deadline.ts';
import { loadProblems } from '../load-problems.ts';
import { type LoadObservation, observeLoad } from '../observe-load.ts';
import { changedFacts, readFacts } from '../subject-facts.ts';
import { baseUrl } from '../subject-url.ts';
import {
  type BothSides,
  type ComparisonCollectPlan,
  type ComparisonEvents,
  SIDES,
  type Side,
} from './comparison-plan.ts';
import { launchProblem, type MeasuredLaunch } from './launch.ts';
import { launchOrder, launchSeed } from './launch-order.ts';
import type { PreparedSides } from './prepare-sides.ts';
import type { PreparedSidesLoad } from './prepare-sides-load.ts';
import { sidesVariables } from './sides-script.ts';
import { type StartedSides, startSides } from './start-sides.ts';

/** Share of a block that the load must cover, or it is no block. */
const LEAST_SHARE = 0.5;

export interface LaunchPlan {
  readonly plan: ComparisonCollectPlan;
  readonly sides: PreparedSides;
  readonly load: PreparedSidesLoad;
  /** From 0. */
  readonly number: number;
  /** Goes on from launch to launch. */
  readonly answers: SideAnswers;
  readonly events: ComparisonEvents;
}

/** Starts both sides, drives them by one k6, and stops them. */
export async function measureLoadLaunch(launch: LaunchPlan): Promise<MeasuredLaunch> {
  const { plan, sides, load, number, events } = launch;
  const order = launchOrder(plan.seed, number);
  const started = await startSides({
    plan,
    prepared: sides,
    order,
    allowedHosts: load.workload.allowedHosts,
    guardian: load.guardian,
    signal: events.signal,
  });
  try {
    await events.onSides?.('ready', started.running);
    return await drive(launch, started, order[0]);
  } finally {
    await started.stop();
  }
}

async function drive(launch: LaunchPlan, started: StartedSides, startedFirst: Side): Promise<MeasuredLaunch> {
  const { plan, load, number, answers, events } = launch;
  const { running } = started;
  const before = await factsOf(launch, started);
  const { blockSeconds, warmUpSeconds } = plan.plan;
  const { metrics, k6Plan } = load;
  const hosts = { homes: SIDES.map((side) => running[side].url.href), passed: load.workload.passedVariables };
  const ingest = createSideCsvIngest({ watch: k6Plan.watch, metrics, hosts, blockSeconds, answers });
  const config = plan.subject.counters;
  const counters = forSides(() => createCounterIngest(config ?? { path: '/', series: {} }));
  const died = new AbortController();
  let death: { readonly side: Side; readonly how: string } | null = null;
  started.died.then((one) => {
    death = one;
    died.abort();
  });
  const deadline = AbortSignal.timeout(deadlineSeconds(load.options) * 1000);
  const baseUrls = forSides((side) => baseUrl(running[side].url));
  const startedAtMs = Date.now();
  const observation = await observeLoad({
    call: {
      ...load.call,
      env: { ...load.call.env, ...sidesVariables({ baseUrls, seed: launchSeed(plan.seed, number) }) },
      signal: AbortSignal.any([events.signal, died.signal, deadline]),
    },
    onSamples: (chunk) => ingest.write(chunk),
    counters:
      config === undefined
        ? []
        : SIDES.map((side) => ({ url: new URL(config.path, running[side].url).href, read: counters[side].read })),
    logPath: load.folder.toolLog,
    redact: load.redact,
    onSecond: (nowMs) => {
      const elapsedSeconds = (nowMs - startedAtMs) / 1000;
      events.onProgress({
        phase: 'running',
        launch: number + 1,
        launches: plan.plan.looks.at(-1) ?? 1,
        elapsedSeconds,
        plannedSeconds: load.k6Plan.plannedSeconds,
        isWarmUp: elapsedSeconds < warmUpSeconds,
        ...ingest.progress(),
      });
    },
  });
  if (death === null) await events.onSides?.('loaded', running);
  const measured = ingest.end();
  const grid = {
    startedAtMs: measured.baseline.startedAtMs ?? startedAtMs,
    blockSeconds: measured.baseline.blockSeconds,
  };
  const durationSeconds = Math.max(...SIDES.map((side) => measured[side].durationSeconds));
  const ended = forSides((side) => counters[side].end({ ...grid, durationSeconds }));
  const shares = observation.cpu.sharesSince(grid.startedAtMs + warmUpSeconds * 1000);
  const sideOf = (side: Side, index: number): SideMeasurement => ({
    series: [...measured[side].series, ...ended[side].series, ...observation.cpu.series(grid)].map((series) =>
      wholeBlocks(series, grid.blockSeconds, durationSeconds),
    ),
    evidence: {
      ...measured[side].evidence,
      plannedIterations: load.k6Plan.plannedIterations,
      // Of both sides, as is the plan.
      iterations: measured.baseline.evidence.iterations + measured.candidate.evidence.iterations,
      isOpenModel: load.k6Plan.isOpenModel,
      generatorCpuShare: shares?.generator ?? null,
      otherCpuShare: shares?.other ?? null,
      scriptErrors: observation.scriptErrors,
      missedCounterReads: observation.missedCounterReads[index] ?? 0,
    },
  });
  const after = death === null ? await factsOf(launch, started) : { baseline: {}, candidate: {} };
  const problems = SIDES.flatMap((side) =>
    loadProblems({
      ...observation,
      ingest: measured[side],
      counters: ended[side],
      changedFacts: changedFacts(before[side], after[side]).map((change) => `of the ${side} ${change}`),
      subjectDied: null,
      hasTimedOut: deadline.aborted,
    }),
  );
  const isEmpty = SIDES.every((side) => measured[side].requests + measured[side].evidence.iterations === 0);
  if (death === null && !deadline.aborted && isEmpty) refuseNothing({ ...observation, ingest: measured.baseline });
  const record: Launch = {
    startedAt: new Date(grid.startedAtMs).toISOString(),
    startedFirst,
    blockSeconds: grid.blockSeconds,
    warmUpSeconds,
    durationSeconds,
    baseline: sideOf('baseline', 0),
    candidate: sideOf('candidate', 1),
  };
  return {
    launch: record,
    problems: [...deathProblems(death, number), ...nobodyProblems(measured.requestsOfNobody), ...problems],
    facts: before,
    ending: endingOf(observation),
    isFatal: death !== null || deadline.aborted,
  };
}

function forSides<Thing>(make: (side: Side) => Thing): BothSides<Thing> {
  return { baseline: make('baseline'), candidate: make('candidate') };
}

async function factsOf(
  { sides }: LaunchPlan,
  { running }: StartedSides,
): Promise<BothSides<Readonly<Record<string, string>>>> {
  const [baseline, candidate] = await Promise.all(
    SIDES.map((side) => readFacts(sides[side].config, running[side].url)),
  );
  return { baseline: baseline ?? {}, candidate: candidate ?? {} };
}

/** Without the stump at the end of the load, a few requests that would count as a whole pair. */
function wholeBlocks(series: Series, blockSeconds: number, durationSeconds: number): Series {
  const isWhole = ({ at }: { readonly at: number }) => at + blockSeconds * LEAST_SHARE <= durationSeconds;
  switch (series.kind) {
    case 'distribution':
      return { ...series, blocks: series.blocks.filter(isWhole) };
    case 'ratio':
      return { ...series, blocks: series.blocks.filter(isWhole) };
    case 'level':
      return { ...series, blocks: series.blocks.filter(isWhole) };
  }
}

function endingOf({ ending: { exitCode, signal } }: LoadObservation) {
  return { exitCode, signal };
}

function deathProblems(
  death: { readonly side: Side; readonly how: string } | null,
  number: number,
): readonly Problem[] {
  if (death === null) return [];
  const code = death.side === 'candidate' ? CANDIDATE_DIED : 'BASELINE_DIED';
  return [launchProblem('invalid', code, `the ${death.side} ended under load, in launch ${number + 1}: ${death.how}`)];
}

function nobodyProblems(requests: number): readonly Problem[] {
  if (requests === 0) return [];
  const message = `${requests} requests carry no side: the script sets the tag "side" itself, or takes it away`;
  return [launchProblem('invalid', 'SIDE_TAG_LOST', message)];
}
