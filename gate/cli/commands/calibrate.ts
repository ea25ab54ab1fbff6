import type { ComparisonCollectPlan } from '../../collect/compare/comparison-plan.ts';
import { readEnvironment } from '../../collect/environment.ts';
import { summariseCalibration } from '../../core/decide/calibration-summary.ts';
import type { ComparisonPlan } from '../../core/model/comparison-record.ts';
import { GateError } from '../../core/model/gate-error.ts';
import { formatDuration } from '../../core/text/format-value.ts';
import { usage } from '../arguments.ts';
import { calibrateAll } from '../calibrate-all.ts';
import { injectedVariables } from '../calibrate-comparison.ts';
import { readCalibrationEntries, recordOf } from '../calibration-shelf.ts';
import type { Command } from '../command.ts';
import { calibrationText } from '../console/calibration-text.ts';
import { createProgress, type Progress } from '../console/progress.ts';
import { checkSuiteAlone, LOAD_OPTIONS, OUTCOME_OPTIONS } from '../load-options.ts';
import { isSet, text } from '../option-values.ts';
import { COMPARISON_OPTIONS, positiveWhole, prepareComparison } from '../prepare-comparison.ts';

/** Enough to see a gate that is badly off, in the time of a coffee break. */
const COMPARISONS = 3;

/** Both sides' start and end, as the reference server takes them. */
const START_SECONDS = 10;

/** Each comparison gives its candidate what is injected. */
const ITSELF = { kind: 'variables', env: {} } as const;

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
    ...COMPARISON_OPTIONS,
    config: OUTCOME_OPTIONS.config,
    json: { type: 'boolean', says: 'print the calibration as JSON instead of the tables' },
  },

  async run(options, _positionals, context) {
    const count = positiveWhole(options, 'comparisons', calibrate) ?? COMPARISONS;
    const shares = readShares(text(options, 'inject'));
    checkSuiteAlone(options, ['scenario', 'inject', ...Object.keys(LOAD_OPTIONS)], calibrate);
    const prepared = await prepareComparison(options, context, calibrate, { kind: 'variables', url: undefined });
    const { workspace } = prepared;
    const plan: ComparisonCollectPlan = {
      ...prepared.plan,
      id: 'calibrate',
      sides: { baseline: ITSELF, candidate: ITSELF },
    };
    if (shares.length > 0) injectedVariables(plan, 1);
    if (context.environment.isCheckOnly) return 0;
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
