import type { ComparisonCollectPlan } from '../collect/compare/comparison-plan.ts';
import { readEnvironment } from '../collect/environment.ts';
import { usage } from './arguments.ts';
import { withCalibratedSpread } from './calibration-shelf.ts';
import type { Command, CommandContext, OptionSpec, OptionValues } from './command.ts';
import { resolveComparison } from './comparison-request.ts';
import type { SidesRequest } from './comparison-sides.ts';
import { type LoadedConfig, loadConfig } from './config.ts';
import { LOAD_OPTIONS, passedVariables } from './load-options.ts';
import { loadlineVersion } from './loadline-version.ts';
import { positive, seconds, share, text, texts, wholeNumber } from './option-values.ts';
import { workloadOf } from './plan-comparison.ts';
import { type Workspace, workspaceIn } from './workspace.ts';

/** Options of everything that drives two sides. */
export const COMPARISON_OPTIONS = {
  scenario: {
    type: 'string',
    value: 'NAME|FILE',
    says: 'scenario of the config, or any k6 script (default: compare.scenario of the config, else its first)',
  },
  suite: {
    type: 'string',
    value: 'NAME',
    says: 'a suite of the config instead of a scenario, such as micro or capacity',
  },
  subject: {
    type: 'string',
    value: 'NAME',
    says: "subject of the config (default: that of the scenario's profile, else the first)",
  },
  ...LOAD_OPTIONS,
  launches: {
    type: 'string',
    value: 'N',
    says: 'the most launches of a comparison (default: 5, of the config else)',
  },
  margin: { type: 'string', value: 'SHARE', says: 'smallest change that matters, such as 5% (default: of the config)' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** A comparison that lacks nothing but its sides, and its name. */
export interface PreparedComparison {
  readonly loaded: LoadedConfig | null;
  /** Where the config lies, else the current folder. */
  readonly folder: string;
  readonly workspace: Workspace;
  readonly plan: Omit<ComparisonCollectPlan, 'id' | 'sides'>;
}

/**
 * Reads what the command line and the config say of a comparison. `url`: the candidate's, where the sides run already.
 * Throws GateError USAGE, VARIABLE_MISSING, or as `loadConfig` and `resolveComparison`.
 */
export async function prepareComparison(
  options: OptionValues,
  context: CommandContext,
  command: Command,
  { kind, url }: { readonly kind: SidesRequest['kind']; readonly url: string | undefined },
): Promise<PreparedComparison> {
  const words = {
    rate: positive(options, 'rate', command),
    durationSeconds: seconds(options, 'duration', command),
    warmUpSeconds: seconds(options, 'warm-up', command),
    launches: positiveWhole(options, 'launches', command),
    margin: share(options, 'margin', command),
  };
  const seed = wholeNumber(options, 'seed', command) ?? 1;
  const passed = {
    passedVariables: passedVariables(options, context, command),
    allowedHosts: texts(options, 'allow-host'),
  };
  const loaded = await loadConfig(context.cwd, text(options, 'config'));
  const folder = loaded?.folder ?? context.cwd;
  const workspace = workspaceIn(folder);
  const names = {
    scenario: text(options, 'scenario'),
    suite: text(options, 'suite'),
    subject: text(options, 'subject'),
  };
  const { run, subject, plan } = await resolveComparison({ kind, url, words, ...names }, loaded, context.cwd);
  const { machineClass } = readEnvironment(context.environment.all);
  return {
    loaded,
    folder,
    workspace,
    plan: {
      cwd: folder,
      loadlineDirectory: workspace.root,
      command: context.commandLine,
      loadlineVersion: await loadlineVersion(),
      environment: context.environment.all,
      benchmark: run.benchmark,
      subjectName: subject.name,
      subject: subject.config,
      workload: workloadOf(run, passed),
      plan: await withCalibratedSpread(plan, workspace, machineClass, run.benchmark),
      seed,
      profile: null,
    },
  };
}

/** A whole number of 1 or more. Throws GateError USAGE. */
export function positiveWhole(options: OptionValues, name: string, command: Command): number | undefined {
  const value = wholeNumber(options, name, command);
  if (value === 0) throw usage(`--${name} takes a whole number above 0.`, command);
  return value;
}
