import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
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
  const labKey = plan.subject.env?.LAB_KEY ?? plan.environment.LAB_KEY ?? randomBytes(16).toString('hex');
  const watch = watchWork({ path: plan.subject.explain, labKey, signal: events.signal });
  let sides: BothSides<RunningSide> | null = null;
  let roots: BothSides<string | null> | null = null;
  let isWarm = false;
  let begun: Promise<void> = Promise.resolve();
  const collected = await collectComparison(underProfile(plan, directory, labKey), {
    signal: events.signal,
    onLaunch: () => 'enough',
    onSides: async (moment, running) => {
      sides = running;
      // Read now: checkouts are gone when the launch is over.
      roots ??= { baseline: rootOf(running.baseline), candidate: rootOf(running.candidate) };
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
  if (launch === undefined || roots === null) throw new RangeError('it measured nothing.');
  const gaps = collected.problems.filter(({ severity }) => severity === 'invalid').map(({ message }) => message);
  return conclude({ launch, roots, watch, directory, gaps });
}

/** The same comparison once more, short and under profile, with the lab of both sides open to us. */
function underProfile(plan: ComparisonCollectPlan, directory: string, labKey: string): ComparisonCollectPlan {
  const durationSeconds = Math.min(plan.plan.durationSeconds, MOST_SECONDS);
  return {
    ...plan,
    id: `${plan.id}-profile`,
    subject: { ...plan.subject, env: { ...plan.subject.env, LAB_KEY: labKey } },
    plan: { ...plan.plan, looks: [1], durationSeconds },
    profile: { directory },
  };
}

function conclude(seen: {
  readonly launch: Launch;
  readonly roots: BothSides<string | null>;
  readonly watch: WorkWatch;
  readonly directory: string;
  readonly gaps: readonly string[];
}): Explanation {
  const { launch, roots, watch, directory } = seen;
  const works = bothOf((side) => {
    const watched = watch.work(side);
    if ('reason' in watched) return watched.reason;
    return workBetween(watched.before, watched.after) ?? 'it counts backwards, or counted no request';
  });
  const profiles = bothOf((side) => {
    const root = roots[side];
    return root === null
      ? 'it was started by somebody else'
      : readProfiles(join(directory, side), root, watch.window());
  });
  const gaps = [
    ...seen.gaps,
    ...reasonsOf(works, 'Phases, statements and commands'),
    ...reasonsOf(profiles, 'Functions'),
  ];
  const both = bothOf((side): SideWork => {
    const work = found(works[side]);
    const isCounted = SIDES.every((name) => found(works[name]) !== null);
    const requests = isCounted && work !== null ? work.requests : judgedRequests(launch, side);
    return { requests, work, functions: found(profiles[side]) };
  });
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

/** A thing for each side. */
function bothOf<Thing>(make: (side: Side) => Thing): BothSides<Thing> {
  return { baseline: make('baseline'), candidate: make('candidate') };
}

/** What was found, where it is no reason why it was not. */
function found<Thing>(sought: Thing | string): Thing | null {
  return typeof sought === 'string' ? null : sought;
}

/** Why a kind of work is unknown, in a sentence for each side, or in one for both. */
function reasonsOf({ baseline, candidate }: BothSides<unknown>, what: string): readonly string[] {
  if (typeof baseline === 'string' && baseline === candidate)
    return [`${what} of both sides are unknown: ${baseline}.`];
  return Object.entries({ baseline, candidate }).flatMap(([side, reason]) =>
    typeof reason === 'string' ? [`${what} of the ${side} are unknown: ${reason}.`] : [],
  );
}

/** `null`: nobody knows where it runs. */
function rootOf({ directory }: RunningSide): string | null {
  return directory === null ? null : realpathSync(directory);
}

function nothingBut(gaps: readonly string[]): Explanation {
  return { phases: [], statements: [], commands: [], functions: [], gaps };
}
