import type { ComparisonPlan } from '../core/model/comparison-record.ts';
import { GateError } from '../core/model/gate-error.ts';
import type { SidesRequest } from './comparison-sides.ts';
import type { LoadedConfig } from './config.ts';
import { type PlanWords, planComparison } from './plan-comparison.ts';
import { type NamedSubject, planRun, type RunPlan, subjectOf } from './run-plan.ts';

/** What the words of the command line ask to be compared by. */
export interface ComparisonRequest {
  readonly kind: SidesRequest['kind'];
  readonly scenario: string | undefined;
  readonly suite: string | undefined;
  readonly subject: string | undefined;
  /** The candidate's, where the sides run already. */
  readonly url: string | undefined;
  readonly words: PlanWords;
}

/** Every name resolved, everything decided that is decided before anything is measured. */
export interface ResolvedComparison {
  readonly run: RunPlan;
  readonly subject: NamedSubject;
  readonly plan: ComparisonPlan;
}

/**
 * Resolves a request against the config. Two services need none. Throws GateError CONFIG_MISSING, NAME_UNKNOWN,
 * SCRIPT_MISSING, SCENARIO_STAGED or SUBJECT_NOT_STARTABLE.
 */
export async function resolveComparison(
  request: ComparisonRequest,
  loaded: LoadedConfig | null,
  cwd: string,
): Promise<ResolvedComparison> {
  const { kind, url, suite, words } = request;
  if (loaded === null && kind !== 'urls') throw missingConfig(kind);
  const compare = loaded?.config.compare ?? {};
  const run = await planRun(
    {
      scenario: request.scenario ?? compare.scenario,
      suite,
      subject: request.subject,
      // A subject of the config that is named brings its counters, wherever it runs.
      url: request.subject === undefined ? url : undefined,
      profile: undefined,
    },
    loaded,
    cwd,
  );
  const found = run.kind === 'load' ? run.subject : subjectOfSuite(run.benchmark.name, request, loaded);
  const subject = url === undefined ? found : runningAt(found, url);
  if (run.kind === 'load' && kind !== 'urls' && subject.config.command === undefined) throw notStartable(subject.name);
  const plan = planComparison(run.kind === 'load' ? { ...run, subject } : run, compare, words);
  return { run, subject, plan };
}

/** A suite drives no subject, but is installed like one where there is one. */
function subjectOfSuite(suite: string, request: ComparisonRequest, loaded: LoadedConfig | null): NamedSubject {
  const isThere = request.subject !== undefined || Object.keys(loaded?.config.subjects ?? {}).length > 0;
  return isThere ? subjectOf(request, loaded) : { name: suite, config: { url: 'http://127.0.0.1' } };
}

/** Somebody else started it. */
function runningAt({ name, config }: NamedSubject, url: string): NamedSubject {
  const { command: _, ...rest } = config;
  return { name, config: { ...rest, url } };
}

function missingConfig(kind: SidesRequest['kind']): GateError {
  const what = kind === 'revisions' ? 'how a revision is installed and started' : 'how the subject is started';
  return new GateError({
    code: 'CONFIG_MISSING',
    message: `there is no loadline.config.ts here, and without one nobody knows ${what}.`,
    advice:
      'Write one (README, "Gate your own service"), or compare services that run: --scenario script.js --baseline-url URL --candidate-url URL.',
  });
}

function notStartable(name: string): GateError {
  return new GateError({
    code: 'SUBJECT_NOT_STARTABLE',
    message: `the subject "${name}" has no command: nobody knows how to start two sides of it.`,
    advice: 'Give it a command in the config, or compare services that run: --baseline-url URL --candidate-url URL.',
  });
}
