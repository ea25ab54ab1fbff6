import { MOST_SET_ASIDE } from '../../core/decide/set-aside.ts';
import type { Launch } from '../../core/model/comparison-record.ts';
import { GateError } from '../../core/model/gate-error.ts';
import type { Problem } from '../../core/model/verdict.ts';
import { SideAnswers } from '../../ingest/side-answers.ts';
import { readEnvironment } from '../environment.ts';
import { type Guardian, startGuardian } from '../guardian.ts';
import { installedVersion } from '../installed-version.ts';
import { type Redact, redactDeep } from '../redact.ts';
import { prepareRunFolder } from '../run-folder.ts';
import type { CollectedComparison, ComparisonCollectPlan, ComparisonEvents } from './comparison-plan.ts';
import type { MeasuredLaunch } from './launch.ts';
import { measureLoadLaunch } from './measure-load-launch.ts';
import { measureSuiteLaunch } from './measure-suite-launch.ts';
import { type PreparedSides, prepareSides, type Releases } from './prepare-sides.ts';
import { type PreparedSidesLoad, prepareSidesLoad } from './prepare-sides-load.ts';

/**
 * Measures both sides of a comparison, launch by launch, until `events.onLaunch` has enough or the plan ends. Nothing that it
 * started is left when it returns or throws, nor when this process is killed, but for work trees of one that was killed, which the
 * next comparison clears away. Throws GateError; the reason of `events.signal` where that was aborted.
 */
export async function collectComparison(
  plan: ComparisonCollectPlan,
  events: ComparisonEvents,
): Promise<CollectedComparison> {
  const guardian = startGuardian();
  const releases: Releases = [];
  let redact: Redact = (text) => text;
  try {
    events.onProgress({ phase: 'preparing' });
    prepareRunFolder(plan.loadlineDirectory, plan.id);
    const sides = await prepareSides(plan, { guardian, releases, events });
    redact = sides.redact;
    return redactDeep(await collect(plan, { sides, guardian, events }), redact);
  } catch (cause) {
    throw events.signal.aborted ? events.signal.reason : redacted(cause, redact);
  } finally {
    events.onProgress({ phase: 'stopping' });
    for (const release of releases.reverse()) await release().catch(() => {});
    guardian.close();
  }
}

interface Collection {
  readonly sides: PreparedSides;
  readonly guardian: Guardian;
  readonly events: ComparisonEvents;
}

async function collect(plan: ComparisonCollectPlan, collection: Collection): Promise<CollectedComparison> {
  const { sides, events } = collection;
  const { measure, manifestOf, redact } = await prepareTool(plan, collection);
  const answers = new SideAnswers();
  const measured: MeasuredLaunch[] = [];
  const launches: Launch[] = [];
  const most = plan.plan.looks.at(-1) ?? 1;
  const problems = (): readonly Problem[] => {
    return distinct([...measured.flatMap((one) => one.problems), ...answers.problems()]);
  };
  for (let number = 0; number < most + MOST_SET_ASIDE; number += 1) {
    events.onProgress({ phase: 'starting sides', launch: number + 1, launches: most });
    const one = await measure(number, answers);
    events.signal.throwIfAborted();
    measured.push(one);
    launches.push(one.launch);
    if (one.isFatal) break;
    if (events.onLaunch(launches, problems()) === 'enough') break;
  }
  const [first, last] = [measured[0], measured.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError('a comparison needs one launch or more');
  return redactDeep(
    {
      startedAt: first.launch.startedAt,
      baseline: { ...sides.baseline.variant, facts: first.facts.baseline },
      candidate: { ...sides.candidate.variant, facts: first.facts.candidate },
      launches,
      manifest: manifestOf(last),
      environment: readEnvironment(plan.environment),
      problems: problems(),
    },
    redact,
  );
}

/** What drives the sides. */
interface Tool {
  readonly measure: (number: number, answers: SideAnswers) => Promise<MeasuredLaunch>;
  readonly manifestOf: (last: MeasuredLaunch) => CollectedComparison['manifest'];
  readonly redact: Redact;
}

async function prepareTool(plan: ComparisonCollectPlan, { sides, guardian, events }: Collection): Promise<Tool> {
  const { workload } = plan;
  if (workload.kind === 'suite') {
    if (sides.baseline.directory === null || sides.candidate.directory === null) throw suiteWithoutCode(plan);
    const { suite } = workload;
    const version = installedVersion(suite.tool, plan.cwd);
    return {
      measure: (number) => measureSuiteLaunch({ plan, suite, sides, number, guardian, events }),
      manifestOf: (last) =>
        manifest(plan, last, { name: suite.tool, version, script: null, options: { command: suite.command } }),
      redact: (text) => text,
    };
  }
  const load: PreparedSidesLoad = await prepareSidesLoad(plan, workload, { sides, guardian, signal: events.signal });
  return {
    measure: (number, answers) => measureLoadLaunch({ plan, sides, load, number, answers, events }),
    manifestOf: (last) =>
      manifest(plan, last, { name: 'k6', version: load.k6.version, script: load.script, options: load.options }),
    redact: load.redact,
  };
}

function manifest(
  plan: ComparisonCollectPlan,
  { ending }: MeasuredLaunch,
  tool: { readonly name: string; readonly version: string } & Pick<
    CollectedComparison['manifest'],
    'script' | 'options'
  >,
): CollectedComparison['manifest'] {
  const { name, version, script, options } = tool;
  return {
    command: plan.command,
    loadlineVersion: plan.loadlineVersion,
    tool: { name, version, ...ending },
    script,
    options,
    seed: plan.seed,
    passedVariables: plan.workload.kind === 'load' ? Object.keys(plan.workload.passedVariables) : [],
    endedAt: new Date().toISOString(),
  };
}

/** Each launch sees the same problems again. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** The words of a subject or a service that an error quotes may hold what it must not. */
function redacted(cause: unknown, redact: Redact): unknown {
  if (cause instanceof GateError) cause.message = redact(cause.message);
  return cause;
}

function suiteWithoutCode(plan: ComparisonCollectPlan): GateError {
  return new GateError({
    code: 'SUITE_NEEDS_CODE',
    message: `the suite "${plan.benchmark.name}" runs code of each side, and a running service has none to show.`,
    advice: 'Compare revisions or variables with a suite, or services with a scenario.',
  });
}
