import { randomBytes } from 'node:crypto';
import { type ComparisonCollectPlan, SIDES } from '../../collect/compare/comparison-plan.ts';
import type { MetricComparison } from '../../core/model/comparison-record.ts';
import { readCalibration } from '../calibration-shelf.ts';
import type { Command } from '../command.ts';
import { findSides, readSides, SIDE_OPTIONS, type Sides, sourceText } from '../comparison-sides.ts';
import { comparisonSummary } from '../console/comparison-summary.ts';
import { createProgress, type Progress } from '../console/progress.ts';
import { exitCode } from '../exit-code.ts';
import { explain } from '../explain.ts';
import { checkSuiteAlone, LOAD_OPTIONS, OUTCOME_OPTIONS, readUndecided } from '../load-options.ts';
import { makeComparisonRecord } from '../make-comparison-record.ts';
import { measureComparison } from '../measure-comparison.ts';
import { openStore } from '../open-store.ts';
import { isSet } from '../option-values.ts';
import { COMPARISON_OPTIONS, prepareComparison } from '../prepare-comparison.ts';
import { publicCommandLine } from '../public-command-line.ts';
import { PUBLISH_OPTIONS, publish } from '../publish/publish.ts';
import { publishReport } from '../publish-report.ts';
import { runId } from '../run-id.ts';
import { type Places, writeThenShow } from '../write-then-show.ts';

/** Compares two variants of a subject, both driven together, and fails where the candidate is worse. */
export const compare: Command = {
  name: 'compare',
  summary: 'compare two revisions (or services, or configurations), and fail where the candidate is worse',
  usage: '[--base REF] [--scenario NAME|FILE] [OPTIONS]',
  positionals: 0,
  options: {
    ...SIDE_OPTIONS,
    ...COMPARISON_OPTIONS,
    'no-explain': { type: 'boolean', says: 'do not look for the cause of a regression' },
    ...OUTCOME_OPTIONS,
    ...PUBLISH_OPTIONS,
    json: { type: 'boolean', says: 'print the comparison record as JSON instead of the table' },
  },

  async run(options, _positionals, context) {
    const began = performance.now();
    const undecidedAs = readUndecided(options, compare);
    const request = readSides(options, compare);
    const idle = ['scenario', ...Object.keys(LOAD_OPTIONS), 'baseline-url', 'candidate-url'];
    checkSuiteAlone(options, idle, compare);
    const urls = request.kind === 'urls' ? request.urls : undefined;
    const prepared = await prepareComparison(options, context, compare, { kind: request.kind, url: urls?.candidate });
    const { loaded, workspace } = prepared;
    const { benchmark, subjectName } = prepared.plan;
    const sides = await findSides(request, prepared.folder, context.environment.all);
    if (context.environment.isCheckOnly) return 0;
    const id = runId(new Date(), `compare-${benchmark.name}`, randomBytes(3).toString('hex'));
    const plan: ComparisonCollectPlan = {
      ...prepared.plan,
      id,
      command: publicCommandLine(context.commandLine, [urls?.baseline, urls?.candidate]),
      sides: sides.sources,
    };
    const progress = createProgress(context.stderr, context.stderr.isTTY === true && !context.environment.isCi);
    announce(plan, sides, progress);
    const measured = await measureComparison(plan, progress, context.signal);
    const secondsToVerdict = (performance.now() - began) / 1000;
    const isWorse = measured.judgement.metrics.some(isRegression);
    const isExplained = measured.judgement.outcome === 'fail' && isWorse && !isSet(options, 'no-explain');
    const record = makeComparisonRecord({
      id,
      benchmark,
      subject: subjectName,
      measured,
      labels: sides.labels,
      secondsToVerdict,
      calibration: await readCalibration(workspace, measured.collected.environment.machineClass, benchmark),
      explanation: isExplained ? await explain(plan, progress, context.signal) : null,
    });
    const store = openStore(workspace, loaded, context);
    const show = (places: Places) =>
      void context.stdout.write(
        isSet(options, 'json')
          ? `${JSON.stringify(record)}\n`
          : `\n${comparisonSummary(record, measured.judgement.problems, places, context.stdout)}`,
      );
    await writeThenShow(
      [
        ['record', () => store.comparisons.save(record).finally(() => store.close())],
        ['report', () => publishReport(record, workspace, true)],
      ],
      show,
    );
    await publish(record, options, context);
    return exitCode(record.outcome, undecidedAs);
  },
};

function announce(plan: ComparisonCollectPlan, { labels, isSameBuild }: Sides, progress: Progress): void {
  const rate = plan.plan.rate === null ? '' : `, ${plan.plan.rate} iterations/s over both sides`;
  progress.step(`${plan.benchmark.name} on ${plan.subjectName}${rate}, at most ${plan.plan.looks.at(-1)} launches`);
  for (const side of SIDES) progress.step(`${side}: ${labels[side] ?? sourceText(plan.sides[side])}`);
  if (isSameBuild) progress.step('both sides are the same: this shows what the gate makes of noise (A/A)');
}

function isRegression({ role, comparison }: MetricComparison): boolean {
  return role === 'primary' && comparison.verdict === 'regression';
}
