import type { RunStore } from '../../store/run-store.ts';
import { readAcceptances } from '../acceptance-ledger.ts';
import { usage } from '../arguments.ts';
import type { Command, CommandContext, OptionValues } from '../command.ts';
import { loadConfig } from '../config.ts';
import { createProgress } from '../console/progress.ts';
import { runSummary } from '../console/run-summary.ts';
import { exitCode, type UndecidedAs } from '../exit-code.ts';
import { type HeldRun, holdAgainstHistory } from '../hold-against-history.ts';
import {
  address,
  checkSuiteAlone,
  LOAD_OPTIONS,
  OUTCOME_OPTIONS,
  passedVariables,
  readUndecided,
} from '../load-options.ts';
import { loadlineVersion } from '../loadline-version.ts';
import { measureRun } from '../measure-run.ts';
import { openStore } from '../open-store.ts';
import { isSet, positive, seconds, text, texts, wholeNumber } from '../option-values.ts';
import { publicCommandLine } from '../public-command-line.ts';
import { PUBLISH_OPTIONS, publish } from '../publish/publish.ts';
import { publishReport } from '../publish-report.ts';
import { routeDoubts } from '../route-doubts.ts';
import { planRun } from '../run-plan.ts';
import { workspaceIn } from '../workspace.ts';
import { type Places, writeThenShow } from '../write-then-show.ts';

/** Measures one benchmark, judges it against targets, keeps the record and writes the report. */
export const run: Command = {
  name: 'run',
  summary: 'measure a service (or a suite), judge it against its targets, write the report',
  usage: '[--scenario NAME|FILE] [--url URL] [OPTIONS]',
  positionals: 0,
  options: {
    scenario: {
      type: 'string',
      value: 'NAME|FILE',
      says: 'scenario of the config, or any k6 script (default: that of the profile, else the first)',
    },
    suite: {
      type: 'string',
      value: 'NAME',
      says: 'a suite of the config instead of a scenario, such as micro or capacity',
    },
    subject: {
      type: 'string',
      value: 'NAME',
      says: 'subject of the config (default: that of the profile, else the first)',
    },
    url: { type: 'string', value: 'URL', says: 'a service that runs already, instead of a subject of the config' },
    profile: {
      type: 'string',
      value: 'NAME',
      says: 'targets to judge by, with their subject and scenario (default: the profile of the scenario)',
    },
    ...LOAD_OPTIONS,
    against: {
      type: 'string',
      value: 'history',
      says: 'make what history says part of the outcome (default: where the config has "history")',
    },
    'no-confirm': { type: 'boolean', says: 'do not run once more when history raises an alarm' },
    ...OUTCOME_OPTIONS,
    ...PUBLISH_OPTIONS,
    json: { type: 'boolean', says: 'print the run record as JSON instead of the table' },
  },

  async run(options, _positionals, context) {
    const undecidedAs = readUndecided(options, run);
    const url = address(options, 'url', run);
    checkSuiteAlone(options, ['scenario', 'subject', 'url', 'profile', ...Object.keys(LOAD_OPTIONS)], run);
    const variables = passedVariables(options, context, run);
    const loaded = await loadConfig(context.cwd, text(options, 'config'));
    const isDecisive = isAgainstHistory(options) || loaded?.config.history !== undefined;
    const plan = await planRun(
      {
        scenario: text(options, 'scenario'),
        suite: text(options, 'suite'),
        subject: text(options, 'subject'),
        url,
        profile: text(options, 'profile'),
      },
      loaded,
      context.cwd,
    );
    const folder = loaded?.folder ?? context.cwd;
    const workspace = workspaceIn(folder);
    const request = {
      cwd: folder,
      loadlineDirectory: workspace.root,
      command: publicCommandLine(context.commandLine, [url]),
      loadlineVersion: await loadlineVersion(),
      environment: context.environment.all,
      rate: positive(options, 'rate', run),
      durationSeconds: seconds(options, 'duration', run),
      warmUpSeconds: seconds(options, 'warm-up', run),
      seed: wholeNumber(options, 'seed', run),
      passedVariables: variables,
      allowedHosts: texts(options, 'allow-host'),
      signal: context.signal,
    };
    const progress = createProgress(context.stderr, context.stderr.isTTY === true && !context.environment.isCi);
    const store = openStore(workspace, loaded, context);
    // Before anything is measured: a damaged ledger is better known now.
    const acceptances = await readAcceptances(folder);
    if (context.environment.isCheckOnly) return 0;
    for (const doubt of await routeDoubts(plan, store)) progress.step(`warning: ${doubt}`);
    const record = await measureRun(plan, request, progress);
    const held = await holdAgainstHistory(
      {
        record,
        store,
        loaded,
        folder,
        acceptances,
        isDecisive,
        measureAgain: isSet(options, 'no-confirm') ? null : () => measureRun(plan, request, progress),
        onStep: progress.step,
      },
      context,
    ).catch(async (error: unknown) => {
      // What was measured is kept, whatever became of the rest.
      await store.runs.save(record);
      throw error;
    });
    return finish(held, { options, undecidedAs, workspace, store }, context);
  },
};

async function finish(
  { record, entry, confirmation }: HeldRun,
  how: {
    readonly options: OptionValues;
    readonly undecidedAs: UndecidedAs;
    readonly workspace: ReturnType<typeof workspaceIn>;
    readonly store: RunStore;
  },
  context: CommandContext,
): Promise<number> {
  const { runs, history } = how.store;
  const saveHistory = async () => {
    await history.save(entry);
    if (confirmation === null) return null;
    await runs.save(confirmation.record);
    await history.save(confirmation.entry);
    return null;
  };
  const show = (places: Places) => {
    const isJson = isSet(how.options, 'json');
    context.stdout.write(isJson ? `${JSON.stringify(record)}\n` : `\n${runSummary(record, places, context.stdout)}`);
  };
  await writeThenShow(
    [
      ['record', () => runs.save(record)],
      ['history', saveHistory],
      ['report', () => publishReport(record, how.workspace, true)],
    ],
    show,
  );
  await publish(record, how.options, context);
  return exitCode(record.outcome, how.undecidedAs);
}

function isAgainstHistory(options: OptionValues): boolean {
  const against = text(options, 'against');
  if (against === undefined || against === 'history') return against !== undefined;
  throw usage(`--against takes history, not "${against}".`, run);
}
