import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { explain, type SideWork } from '../../core/decide/explain.ts';
import { workBetween } from '../../core/decide/work-between.ts';
import type { Launch } from '../../core/model/comparison-record.ts';
import type { Explanation } from '../../core/model/explanation.ts';
import { collectComparison } from '../compare/collect-comparison.ts';
import {
  type BothSides,
  type ComparisonCollectPlan,
  type ComparisonEvents,
  type RunningSide,
  SIDES,
  type Side,
} from '../compare/comparison-plan.ts';
import { readProfiles } from './read-profiles.ts';
import { type WorkWatch, watchWork } from './watch-work.ts';

/** Enough to tell twenty microseconds per request from chance at a few hundred requests per second. */
const MOST_SECONDS = 20;

/**
 * Looks where the difference of two sides lies: one more launch of both under profile, driven together as in the comparison
 * that found it. Takes the very plan of that comparison. What cannot be looked at is a gap in what it returns, not an error.
 * Throws GateError where the launch itself fails; the reason of `events.signal` where that was aborted.
 */
export async function collectExplanation(
  plan: ComparisonCollectPlan,
  events: Pick<ComparisonEvents, 'onProgress' | 'signal'>,
): Promise<Explanation> {
  if (plan.workload.kind === 'suite') return nothingBut(['A suite is not looked into: it answers no requests.']);
  const directory = join(plan.loadlineDirectory, 'logs', `${plan.id}-profiles`);
  const { profiled, labKeys } = planOf(plan, directory);
  const watch = watchWork({ path: plan.subject.explain, labKeys, signal: events.signal });
  let sides: BothSides<RunningSide> | null = null;
  let isWarm = false;
  let begun: Promise<void> = Promise.resolve();
  const collected = await collectComparison(profiled, {
    signal: events.signal,
    onLaunch: () => 'enough',
    onSides: async (moment, running) => {
      sides = running;
      if (moment === 'ready') return watch.begin(running);
      await begun;
      return watch.end(running);
    },
    onProgress: (progress) => {
      events.onProgress(progress);
      if (progress.phase !== 'running' || progress.isWarmUp || isWarm || sides === null) return;
      isWarm = true;
      begun = watch.begin(sides);
    },
  });
  const [launch] = collected.launches;
  if (launch === undefined || sides === null) throw new RangeError('it measured nothing.');
  const gaps = collected.problems.filter(({ severity }) => severity === 'invalid').map(({ message }) => message);
  return conclude({ launch, sides, watch, directory, gaps });
}

/** The same comparison once more, short and under profile, with the doors of both sides open to us. */
function planOf(
  plan: ComparisonCollectPlan,
  directory: string,
): { readonly profiled: ComparisonCollectPlan; readonly labKeys: BothSides<string> } {
  const labKey = plan.subject.env?.LAB_KEY ?? plan.environment.LAB_KEY ?? randomBytes(16).toString('hex');
  const keyOf = (side: Side): string => {
    const source = plan.sides[side];
    return (source.kind === 'variables' ? source.env.LAB_KEY : undefined) ?? labKey;
  };
  const durationSeconds = Math.min(plan.plan.durationSeconds, MOST_SECONDS);
  return {
    labKeys: { baseline: keyOf('baseline'), candidate: keyOf('candidate') },
    profiled: {
      ...plan,
      id: `${plan.id}-profile`,
      subject: { ...plan.subject, env: { ...plan.subject.env, LAB_KEY: labKey } },
      plan: { ...plan.plan, looks: [1], durationSeconds },
      profile: { directory },
    },
  };
}

function conclude(seen: {
  readonly launch: Launch;
  readonly sides: BothSides<RunningSide>;
  readonly watch: WorkWatch;
  readonly directory: string;
  readonly gaps: readonly string[];
}): Explanation {
  const { launch, sides, watch, directory } = seen;
  const gaps = [...seen.gaps];
  const workOf = (side: Side): SideWork['work'] => {
    const watched = watch.work(side);
    const work = 'reason' in watched ? null : workBetween(watched.before, watched.after);
    if (work === null) {
      const reason = 'reason' in watched ? watched.reason : 'it counts backwards, or counted no request';
      gaps.push(`The ${side} does not tell its work: ${reason}.`);
    }
    return work;
  };
  const functionsOf = (side: Side): SideWork['functions'] => {
    const root = sides[side].directory;
    const read =
      root === null
        ? { functions: null, reason: 'it was started by somebody else' }
        : readProfiles(join(directory, side), root, watch.window());
    if (read.functions === null) gaps.push(`Functions of the ${side} are unknown: ${read.reason}.`);
    return read.functions;
  };
  const work = { baseline: workOf('baseline'), candidate: workOf('candidate') };
  const functions = { baseline: functionsOf('baseline'), candidate: functionsOf('candidate') };
  const counted = SIDES.every((side) => work[side] !== null);
  const side = (name: Side): SideWork => ({
    requests: (counted ? work[name]?.requests : undefined) ?? judgedRequests(launch, name),
    work: work[name],
    functions: functions[name],
  });
  const both = { baseline: side('baseline'), candidate: side('candidate') };
  const idle = SIDES.find((name) => !(both[name].requests > 0));
  if (idle !== undefined) return nothingBut([...gaps, `The ${idle} answered no request under profile.`]);
  return explain(both.baseline, both.candidate, gaps);
}

/** As the load generator counted them after the warm-up. */
function judgedRequests(launch: Launch, side: Side): number {
  const errorRate = launch[side].series.find(({ name, route }) => name === 'error-rate' && route === null);
  if (errorRate?.kind !== 'ratio') return 0;
  const judged = errorRate.blocks.filter(({ at }) => at >= launch.warmUpSeconds);
  return judged.reduce((sum, { denominator }) => sum + denominator, 0);
}

function nothingBut(gaps: readonly string[]): Explanation {
  return { phases: [], statements: [], commands: [], functions: [], gaps };
}
