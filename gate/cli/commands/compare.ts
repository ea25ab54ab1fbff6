import { randomBytes } from 'node:crypto';
import { type ComparisonCollectPlan, SIDES } from '../../collect/compare/comparison-plan.ts';
import { readEnvironment } from '../../collect/environment.ts';
import { usage } from '../arguments.ts';
import { readCalibration, withCalibratedSpread } from '../calibration-shelf.ts';
import type { Command, OptionValues } from '../command.ts';
import { resolveComparison } from '../comparison-request.ts';
import { findSides, readSides, SIDE_OPTIONS, type Sides, sourceText } from '../comparison-sides.ts';
import { loadConfig } from '../config.ts';
import { comparisonSummary } from '../console/comparison-summary.ts';
import { createProgress, type Progress } from '../console/progress.ts';
import { exitCode } from '../exit-code.ts';
import { explain } from '../explain.ts';
import { checkSuiteAlone, LOAD_OPTIONS, OUTCOME_OPTIONS, passedVariables, readUndecided } from '../load-options.ts';
import { loadlineVersion } from '../loadline-version.ts';
import { makeComparisonRecord } from '../make-comparison-record.ts';
import { measureComparison } from '../measure-comparison.ts';
import { openStore } from '../open-store.ts';
import { isSet, positive, seconds, share, text, texts, wholeNumber } from '../option-values.ts';
import { workloadOf } from '../plan-comparison.ts';
import { publicCommandLine } from '../public-command-line.ts';
import { PUBLISH_OPTIONS, publish } from '../publish/publish.ts';
import { publishReport } from '../publish-report.ts';
import { runId } from '../run-id.ts';
import { workspaceIn } from '../workspace.ts';

/** Compares two variants of a subject, both driven together, and fails where the candidate is worse. */
export const compare: Command = {
  name: 'compare',
  summary: 'compare two revisions (or services, or configurations), and fail where the candidate is worse',
  usage: '[--base REF] [--scenario NAME|FILE] [OPTIONS]',
  positionals: 0,
  options: {
    ...SIDE_OPTIONS,
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
    subject: { type: 'string', value: 'NAME', says: 'subject of the config (default: the first)' },
    ...LOAD_OPTIONS,
    launches: { type: 'string', value: 'N', says: 'the most launches of both sides (default: 5, of the config else)' },
    margin: {
      type: 'string',
      value: 'SHARE',
      says: 'smallest change that matters, such as 5% (default: of the config)',
    },
    'no-explain': { type: 'boolean', says: 'do not look for the cause of a regression' },
    ...OUTCOME_OPTIONS,
    ...PUBLISH_OPTIONS,
    json: { type: 'boolean', says: 'print the comparison record as JSON instead of the table' },
  },

  async run(options, _positionals, context) {
    const began = performance.now();
    const undecidedAs = readUndecided(options, compare);
    const sidesRequest = readSides(options, compare);
    checkSuite(options);
    const urls = sidesRequest.kind === 'urls' ? sidesRequest.urls : undefined;
    const words = {
      rate: positive(options, 'rate', compare),
      durationSeconds: seconds(options, 'duration', compare),
      warmUpSeconds: seconds(options, 'warm-up', compare),
      launches: positiveWhole(options, 'launches'),
      margin: share(options, 'margin', compare),
    };
    const passed = {
      passedVariables: passedVariables(options, context, compare),
      allowedHosts: texts(options, 'allow-host'),
    };
    const loaded = await loadConfig(context.cwd, text(options, 'config'));
    const folder = loaded?.folder ?? context.cwd;
    const resolved = await resolveComparison(
      {
        kind: sidesRequest.kind,
        scenario: text(options, 'scenario'),
        suite: text(options, 'suite'),
        subject: text(options, 'subject'),
        url: urls?.candidate,
        words,
      },
      loaded,
      context.cwd,
    );
    const sides = await findSides(sidesRequest, folder, context.environment.all);
    const workspace = workspaceIn(folder);
    const { benchmark } = resolved.run;
    const { machineClass } = readEnvironment(context.environment.all);
    const id = runId(new Date(), `compare-${benchmark.name}`, randomBytes(3).toString('hex'));
    const plan: ComparisonCollectPlan = {
      id,
      cwd: folder,
      loadlineDirectory: workspace.root,
      command: publicCommandLine(context.commandLine, [urls?.baseline, urls?.candidate]),
      loadlineVersion: await loadlineVersion(),
      environment: context.environment.all,
      benchmark,
      subjectName: resolved.subject.name,
      subject: resolved.subject.config,
      sides: sides.sources,
      workload: workloadOf(resolved.run, passed),
      plan: await withCalibratedSpread(resolved.plan, workspace, machineClass, benchmark),
      seed: wholeNumber(options, 'seed', compare) ?? 1,
      profile: null,
    };
    const progress = createProgress(context.stderr, context.stderr.isTTY === true && !context.environment.isCi);
    announce(plan, sides, progress);
    const measured = await measureComparison(plan, progress, context.signal);
    const secondsToVerdict = (performance.now() - began) / 1000;
    const isExplained = measured.judgement.outcome === 'fail' && !isSet(options, 'no-explain');
    const record = makeComparisonRecord({
      id,
      benchmark,
      subject: plan.subjectName,
      measured,
      labels: sides.labels,
      secondsToVerdict,
      calibration: await readCalibration(workspace, measured.collected.environment.machineClass, benchmark),
      explanation: isExplained ? await explain(plan, progress, context.signal) : null,
    });
    // Record first, then report: what was measured is kept even where the report cannot be written.
    const recordPath = await openStore(workspace, loaded, context).comparisons.save(record);
    const reportPath = await publishReport(record, workspace, true);
    const places = [
      ['report', reportPath],
      ['record', recordPath],
    ] as const;
    context.stdout.write(
      isSet(options, 'json')
        ? `${JSON.stringify(record)}\n`
        : `\n${comparisonSummary(record, measured.judgement.problems, places, context.stdout)}`,
    );
    await publish(record, options, context);
    return exitCode(record.outcome, undecidedAs);
  },
};

function announce(plan: ComparisonCollectPlan, { labels, isSameBuild }: Sides, progress: Progress): void {
  const rate = plan.plan.rate === null ? '' : `, ${plan.plan.rate}/s over both sides`;
  progress.step(`${plan.benchmark.name} on ${plan.subjectName}${rate}, at most ${plan.plan.looks.at(-1)} launches`);
  for (const side of SIDES) progress.step(`${side}: ${labels[side] ?? sourceText(plan.sides[side])}`);
  if (isSameBuild) progress.step('both sides are the same: this shows what the gate makes of noise (A/A)');
}

function checkSuite(options: OptionValues): void {
  const idle = ['scenario', ...Object.keys(LOAD_OPTIONS), 'baseline-url', 'candidate-url'];
  checkSuiteAlone(options, idle, compare);
}

function positiveWhole(options: OptionValues, name: string): number | undefined {
  const value = wholeNumber(options, name, compare);
  if (value === 0) throw usage(`--${name} takes a whole number above 0.`, compare);
  return value;
}
