import { access } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type {
  LoadlineConfig,
  ProfileConfig,
  ScenarioConfig,
  SubjectConfig,
  SuiteConfig,
} from '../core/model/config.ts';
import { GateError } from '../core/model/gate-error.ts';
import type { BenchmarkName } from '../core/model/run-record.ts';
import type { Target } from '../core/model/target.ts';
import type { LoadedConfig } from './config.ts';
import { didYouMean } from './nearest.ts';
import { profileOf } from './profile-of.ts';

/** What the words of the command line ask for. */
export interface RunRequest {
  readonly scenario: string | undefined;
  readonly suite: string | undefined;
  readonly subject: string | undefined;
  readonly url: string | undefined;
  readonly profile: string | undefined;
}

export interface NamedSubject {
  readonly name: string;
  readonly config: SubjectConfig;
}

/** What will be run, every name resolved; paths are absolute. */
export type RunPlan =
  | {
      readonly kind: 'load';
      readonly benchmark: BenchmarkName;
      readonly subject: NamedSubject;
      readonly scenario: ScenarioConfig;
      readonly profile: string | null;
      readonly targets: readonly Target[];
    }
  | {
      readonly kind: 'suite';
      readonly benchmark: BenchmarkName;
      readonly suite: SuiteConfig;
      readonly targets: readonly Target[];
    };

/**
 * Resolves a request against the config: a profile brings the scenario and the subject that belong to it, where the command line
 * names none; a scenario brings its profile. Without a config, `--scenario FILE --url URL` is all that is needed.
 * Throws GateError CONFIG_MISSING, NAME_UNKNOWN (with the nearest name) or SCRIPT_MISSING.
 */
export async function planRun(request: RunRequest, loaded: LoadedConfig | null, cwd: string): Promise<RunPlan> {
  if (request.suite !== undefined) return suitePlan(request.suite, loaded);
  const asked = findProfile(request.profile, loaded);
  const { name, scenario, isOwn } = await findScenario(request.scenario ?? asked?.scenario, loaded, cwd);
  const usual = isOwn && request.url === undefined ? usualProfile(scenario, loaded) : undefined;
  const profileName = request.profile ?? usual;
  const profile = asked ?? findProfile(usual, loaded);
  const subject = subjectOf(
    { url: request.url, subject: request.subject ?? (request.url === undefined ? profile?.subject : undefined) },
    loaded,
  );
  return {
    kind: 'load',
    benchmark: { kind: 'load', name },
    subject,
    scenario,
    profile: profileName ?? null,
    targets: profile?.targets ?? [],
  };
}

function suitePlan(name: string, loaded: LoadedConfig | null): RunPlan {
  const suite = pick('suite', name, requireConfig(loaded, 'there are no suites').suites ?? {});
  const kind = suite.tool === 'tinybench' ? 'micro' : 'capacity';
  return { kind: 'suite', benchmark: { kind, name }, suite, targets: suite.targets ?? [] };
}

/** A name of the config, or the path of a k6 script. `isOwn`: it is the config's, so the first profile holds for it. */
async function findScenario(
  asked: string | undefined,
  loaded: LoadedConfig | null,
  cwd: string,
): Promise<{ readonly name: string; readonly scenario: ScenarioConfig; readonly isOwn: boolean }> {
  const scenarios = loaded?.config.scenarios ?? {};
  const name = asked ?? Object.keys(scenarios)[0];
  if (name === undefined) throw missingConfig('the run needs a scenario: name one with --scenario FILE');
  const declared = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
  if (declared !== undefined && loaded !== null) {
    return { name, scenario: { ...declared, script: resolve(loaded.folder, declared.script) }, isOwn: true };
  }
  const script = resolve(cwd, name);
  const looksLikeFile = /\.(ts|js|mjs|tar)$/.test(name) || name.includes('/');
  if (!looksLikeFile) throw unknownName('scenario', name, Object.keys(scenarios));
  const isThere = await access(script).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    throw new GateError({
      code: 'SCRIPT_MISSING',
      message: `there is no k6 script ${name}.`,
      advice: 'Check the path after --scenario; it starts from the folder you are in.',
    });
  }
  return { name: basename(name, extname(name)), scenario: { script }, isOwn: false };
}

/** The subject of a request: a running one by its address, else one of the config. Throws as `planRun`. */
export function subjectOf(request: Pick<RunRequest, 'subject' | 'url'>, loaded: LoadedConfig | null): NamedSubject {
  if (request.url !== undefined)
    return { name: request.subject ?? new URL(request.url).host, config: { url: request.url } };
  const subjects = requireConfig(loaded, 'the run needs a subject: give its address with --url').subjects;
  const name = request.subject ?? Object.keys(subjects)[0] ?? '';
  return { name, config: pick('subject', name, subjects) };
}

/** The scenario's own profile, else the first of the config. */
function usualProfile(scenario: ScenarioConfig, loaded: LoadedConfig | null): string | undefined {
  return scenario.profile ?? Object.keys(loaded?.config.profiles ?? {})[0];
}

function findProfile(name: string | undefined, loaded: LoadedConfig | null): ProfileConfig | undefined {
  return name === undefined ? undefined : profileOf(pick('profile', name, loaded?.config.profiles ?? {}));
}

function pick<Entry>(what: string, name: string, entries: Readonly<Record<string, Entry>>): Entry {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (entry === undefined) throw unknownName(what, name, Object.keys(entries));
  return entry;
}

function unknownName(what: string, name: string, known: readonly string[]): GateError {
  const list = known.length === 0 ? `The config names no ${what}.` : `Known: ${known.join(', ')}.`;
  return new GateError({
    code: 'NAME_UNKNOWN',
    message: `there is no ${what} "${name}".${didYouMean(name, known)}`,
    advice: list,
  });
}

function requireConfig(loaded: LoadedConfig | null, what: string): LoadlineConfig {
  if (loaded === null) throw missingConfig(what);
  return loaded.config;
}

function missingConfig(what: string): GateError {
  return new GateError({
    code: 'CONFIG_MISSING',
    message: `there is no loadline.config.ts here, and without one ${what}.`,
    advice:
      'Run "loadline run --scenario script.ts --url http://127.0.0.1:8080", or write a config (README, "Gate your own service").',
  });
}
