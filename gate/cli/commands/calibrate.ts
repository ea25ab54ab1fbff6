import { formatDuration } from '../../../reports/format-value.ts';
import type { ComparisonCollectPlan } from '../../collect/compare/comparison-plan.ts';
import { readEnvironment } from '../../collect/environment.ts';
import { summariseCalibration } from '../../core/decide/calibration-summary.ts';
import type { ComparisonPlan } from '../../core/model/comparison-record.ts';
import { GateError } from '../../core/model/gate-error.ts';
import { usage } from '../arguments.ts';
import { calibrateAll } from '../calibrate-all.ts';
import { injectedVariables } from '../calibrate-comparison.ts';
import { readCalibrationEntries, recordOf, withCalibratedSpread } from '../calibration-shelf.ts';
import type { Command, CommandContext, OptionValues } from '../command.ts';
import { resolveComparison } from '../comparison-request.ts';
import { loadConfig } from '../config.ts';
import { calibrationText } from '../console/calibration-text.ts';
import { createProgress, type Progress } from '../console/progress.ts';
import { checkSuiteAlone, LOAD_OPTIONS, OUTCOME_OPTIONS, passedVariables } from '../load-options.ts';
import { loadlineVersion } from '../loadline-version.ts';
import { isSet, positive, seconds, share, text, texts, wholeNumber } from '../option-values.ts';
import { workloadOf } from '../plan-comparison.ts';
import { type Workspace, workspaceIn } from '../workspace.ts';

/** Enough to see a gate that is badly off, in the time of a coffee break. */
const COMPARISONS = 3;

/** Both sides' start and end, as the reference server takes them. */
const START_SECONDS = 10;

/** Compares this checkout with itself, and keeps how often the gate called it different. */
export const calibrate: Command = {
  name: 'calibrate',
  summary: 'compare a build with itself: how often the gate is wrong on this machine, and what it can see',
  usage: '[--comparisons N] [--inject 2,5,10] [OPTIONS]',
  positionals: 0,
  options: {
    comparisons: {
      type: 'string',
      value: 'N',
      says: `comparisons of identical builds, and of each injected size (default: ${COMPARISONS})`,
    },
    inject: {
      type: 'string',
      value: 'PERCENT,…',
      says: 'also slow the candidate down by these percents of the median latency, and count how often that is found',
    },
    scenario: {
      type: 'string',
      value: 'NAME|FILE',
      says: 'scenario of the config, or any k6 script (default: compare.scenario of the config, else its first)',
    },
    suite: { type: 'string', value: 'NAME', says: 'a suite of the config instead of a scenario' },
    subject: { type: 'string', value: 'NAME', says: 'subject of the config (default: the first)' },
    ...LOAD_OPTIONS,
    launches: {
      type: 'string',
      value: 'N',
      says: 'the most launches of a comparison (default: 5, of the config else)',
    },
    margin: {
      type: 'string',
      value: 'SHARE',
      says: 'smallest change that matters, such as 5% (default: of the config)',
    },
    config: OUTCOME_OPTIONS.config,
    json: { type: 'boolean', says: 'print the calibration as JSON instead of the tables' },
  },

  async run(options, _positionals, context) {
    const count = wholeNumber(options, 'comparisons', calibrate) ?? COMPARISONS;
    for (const name of ['comparisons', 'launches']) {
      if (wholeNumber(options, name, calibrate) === 0)
        throw usage(`--${name} takes a whole number above 0.`, calibrate);
    }
    const shares = readShares(text(options, 'inject'));
    checkSuiteAlone(options, ['scenario', 'inject', ...Object.keys(LOAD_OPTIONS)], calibrate);
    const loaded = await loadConfig(context.cwd, text(options, 'config'));
    const workspace = workspaceIn(loaded?.folder ?? context.cwd);
    const plan = await planCalibration(options, context, loaded, workspace);
    if (shares.length > 0) injectedVariables(plan, 1);
    const progress = createProgress(context.stderr, context.stderr.isTTY === true && !context.environment.isCi);
    announce(plan, count, shares, progress);
    const work = { workspace, plan, count, shares, progress, signal: context.signal };
    const made = await calibrateAll(work).finally(() => progress.end());
    const { machineClass } = readEnvironment(context.environment.all);
    const { entries, skipped } = await readCalibrationEntries(workspace, machineClass, plan.benchmark);
    for (const sentence of skipped) progress.step(`left out: ${sentence}`);
    const summary = summariseCalibration(entries);
    const record = recordOf(machineClass, entries);
    context.stdout.write(
      isSet(options, 'json')
        ? `${JSON.stringify({ machineClass, benchmark: plan.benchmark, record, ...summary })}\n`
        : `\n${calibrationText(summary, record, plan.plan, context.stdout)}`,
    );
    if (context.signal.aborted) throw interrupted(made, count * (1 + shares.length));
    if (summary.comparisons === 0) return 2;
    return record?.isAdvisory === true ? 1 : 0;
  },
};

/** Everything but the sides, which each comparison has its own of. */
async function planCalibration(
  options: OptionValues,
  context: CommandContext,
  loaded: Awaited<ReturnType<typeof loadConfig>>,
  workspace: Workspace,
): Promise<ComparisonCollectPlan> {
  const words = {
    rate: positive(options, 'rate', calibrate),
    durationSeconds: seconds(options, 'duration', calibrate),
    warmUpSeconds: seconds(options, 'warm-up', calibrate),
    launches: wholeNumber(options, 'launches', calibrate),
    margin: share(options, 'margin', calibrate),
  };
  const passed = {
    passedVariables: passedVariables(options, context, calibrate),
    allowedHosts: texts(options, 'allow-host'),
  };
  const names = {
    scenario: text(options, 'scenario'),
    suite: text(options, 'suite'),
    subject: text(options, 'subject'),
  };
  const resolved = await resolveComparison({ kind: 'variables', ...names, url: undefined, words }, loaded, context.cwd);
  const { machineClass } = readEnvironment(context.environment.all);
  const itself = { kind: 'variables', env: {} } as const;
  return {
    id: 'calibrate',
    cwd: loaded?.folder ?? context.cwd,
    loadlineDirectory: workspace.root,
    command: context.commandLine,
    loadlineVersion: await loadlineVersion(),
    environment: context.environment.all,
    benchmark: resolved.run.benchmark,
    subjectName: resolved.subject.name,
    subject: resolved.subject.config,
    sides: { baseline: itself, candidate: itself },
    workload: workloadOf(resolved.run, passed),
    // As a comparison here would be planned.
    plan: await withCalibratedSpread(resolved.plan, workspace, machineClass, resolved.run.benchmark),
    seed: wholeNumber(options, 'seed', calibrate) ?? 1,
    profile: null,
  };
}

function announce(plan: ComparisonCollectPlan, count: number, shares: readonly number[], progress: Progress): void {
  const comparisons = count * (1 + shares.length);
  const longest = longestSeconds(plan.plan);
  const time = longest === null ? '' : `, at most ${formatDuration(comparisons * longest)}`;
  progress.step(
    `${comparisons} ${comparisons === 1 ? 'comparison' : 'comparisons'} of ${plan.subjectName} with itself by ${plan.benchmark.name}${time}; Ctrl-C keeps those that are done`,
  );
}

/** Of one comparison that uses all its launches; `null` for a suite, which takes as long as it takes. */
function longestSeconds({ looks, warmUpSeconds, durationSeconds }: ComparisonPlan): number | null {
  if (durationSeconds === 0) return null;
  return (looks.at(-1) ?? 0) * (START_SECONDS + warmUpSeconds + durationSeconds);
}

function readShares(list: string | undefined): readonly number[] {
  if (list === undefined) return [];
  const percents = list.split(',').map((word) => (word.trim() === '' ? Number.NaN : Number(word)));
  const wrong = percents.some((percent) => !(percent > 0 && percent <= 1000));
  if (wrong) throw usage(`--inject takes percents above 0 such as 2,5,10, not "${list}".`, calibrate);
  return [...new Set(percents)].map((percent) => percent / 100);
}

function interrupted(made: number, total: number): GateError {
  return new GateError({
    code: 'INTERRUPTED',
    message: `stopped after ${made} of ${total} comparisons.`,
    advice: 'Those are kept; run it again to go on.',
  });
}
