import { randomBytes } from 'node:crypto';
import { publicUrl } from '../../collect/subject-url.ts';
import { GateError } from '../../core/model/gate-error.ts';
import type { RunRecord } from '../../core/model/run-record.ts';
import { usage } from '../arguments.ts';
import { collect } from '../collect.ts';
import type { Command, CommandContext, OptionValues } from '../command.ts';
import { loadConfig } from '../config.ts';
import { createProgress } from '../console/progress.ts';
import { runSummary } from '../console/run-summary.ts';
import { exitCode, type UndecidedAs } from '../exit-code.ts';
import { loadlineVersion } from '../loadline-version.ts';
import { makeRecord } from '../make-record.ts';
import { openStore } from '../open-store.ts';
import { isSet, positive, seconds, text, texts, wholeNumber } from '../option-values.ts';
import { publishReport } from '../publish-report.ts';
import { runId } from '../run-id.ts';
import { planRun } from '../run-plan.ts';
import { workspaceIn } from '../workspace.ts';

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
      says: 'scenario of the config, or any k6 script (default: the first of the config)',
    },
    suite: {
      type: 'string',
      value: 'NAME',
      says: 'a suite of the config instead of a scenario, such as micro or capacity',
    },
    subject: { type: 'string', value: 'NAME', says: 'subject of the config (default: the first)' },
    url: { type: 'string', value: 'URL', says: 'a service that runs already, instead of a subject of the config' },
    profile: {
      type: 'string',
      value: 'NAME',
      says: 'targets to judge by (default: the first profile, for scenarios of the config)',
    },
    rate: { type: 'string', value: 'N', says: 'iterations per second, passed to the script as RATE' },
    duration: { type: 'string', value: 'TIME', says: 'judged part, such as 45s or 2m, passed as DURATION in seconds' },
    'warm-up': {
      type: 'string',
      value: 'TIME',
      says: 'what goes before it and is not judged, passed as WARM_UP in seconds',
    },
    seed: { type: 'string', value: 'N', says: 'seed of the request trace, passed as SEED (default: 1)' },
    env: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      says: 'hand this variable on to the script; its value is never recorded (repeatable)',
    },
    'allow-host': {
      type: 'string',
      multiple: true,
      value: 'HOST',
      says: 'allow a host that is not loopback; k6 then refuses no address that the script asks for (repeatable)',
    },
    undecided: {
      type: 'string',
      value: 'pass|fail',
      says: 'map an undecided outcome to exit code 0 or 1 (default: 2)',
    },
    config: { type: 'string', value: 'FILE', says: 'config file (default: loadline.config.ts here)' },
    json: { type: 'boolean', says: 'print the run record as JSON instead of the table' },
  },

  async run(options, _positionals, context) {
    const undecidedAs = readUndecided(options);
    checkUrl(text(options, 'url'));
    checkSuiteAlone(options);
    const variables = passedVariables(options, context);
    const loaded = await loadConfig(context.cwd, text(options, 'config'));
    const plan = await planRun(
      {
        scenario: text(options, 'scenario'),
        suite: text(options, 'suite'),
        subject: text(options, 'subject'),
        url: text(options, 'url'),
        profile: text(options, 'profile'),
      },
      loaded,
      context.cwd,
    );
    const folder = loaded?.folder ?? context.cwd;
    const workspace = workspaceIn(folder);
    const id = runId(new Date(), plan.benchmark.name, randomBytes(3).toString('hex'));
    const collected = await collect(
      plan,
      {
        id,
        cwd: folder,
        loadlineDirectory: workspace.root,
        command: withoutSecrets(context.commandLine, text(options, 'url')),
        loadlineVersion: await loadlineVersion(),
        environment: context.environment.all,
        rate: positive(options, 'rate', run),
        durationSeconds: seconds(options, 'duration', run),
        warmUpSeconds: seconds(options, 'warm-up', run),
        seed: wholeNumber(options, 'seed', run) ?? 1,
        passedVariables: variables,
        allowedHosts: texts(options, 'allow-host'),
        signal: context.signal,
      },
      createProgress(context.stderr, context.stderr.isTTY === true && !context.environment.isCi),
    );
    const record = makeRecord({ id, plan, collected });
    return finish(record, { isJson: isSet(options, 'json'), undecidedAs, workspace }, context);
  },
};

/** Record first, then report: what was measured is kept even where the report cannot be written. */
async function finish(
  record: RunRecord,
  how: {
    readonly isJson: boolean;
    readonly undecidedAs: UndecidedAs;
    readonly workspace: ReturnType<typeof workspaceIn>;
  },
  context: CommandContext,
): Promise<number> {
  const recordPath = await openStore(how.workspace).save(record);
  const reportPath = await publishReport(record, how.workspace, true);
  if (how.isJson) context.stdout.write(`${JSON.stringify(record)}\n`);
  else
    context.stdout.write(
      `\n${runSummary(
        record,
        [
          ['report', reportPath],
          ['record', recordPath],
        ],
        context.stdout,
      )}`,
    );
  return exitCode(record.outcome, how.undecidedAs);
}

function readUndecided(options: OptionValues): UndecidedAs {
  const value = text(options, 'undecided');
  if (value === undefined || value === 'pass' || value === 'fail') return value ?? null;
  throw usage(`--undecided takes pass or fail, not "${value}".`, run);
}

/** Options of a load, which a suite would leave unread. */
const LOAD_OPTIONS = [
  'scenario',
  'subject',
  'url',
  'profile',
  'rate',
  'duration',
  'warm-up',
  'seed',
  'env',
  'allow-host',
];

function checkSuiteAlone(options: OptionValues): void {
  if (options.suite === undefined) return;
  const idle = LOAD_OPTIONS.find((name) => options[name] !== undefined);
  if (idle !== undefined) throw usage(`--${idle} says nothing to a suite; leave it out, or leave out --suite.`, run);
}

/** The command line as a record may hold it: the address without user, password, query and fragment. */
function withoutSecrets(commandLine: readonly string[], url: string | undefined): readonly string[] {
  return url === undefined ? commandLine : commandLine.map((word) => word.replace(url, () => publicUrl(new URL(url))));
}

function checkUrl(url: string | undefined): void {
  if (url === undefined || (URL.canParse(url) && /^https?:/.test(url))) return;
  throw usage(`--url takes an address such as http://127.0.0.1:8080, not "${url}".`, run);
}

function passedVariables(options: OptionValues, context: CommandContext): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const name of texts(options, 'env')) {
    if (name.includes('=')) {
      throw usage(
        '--env takes the name of a variable, not its value: a value on the command line is seen by others.',
        run,
      );
    }
    const value = context.environment.all[name];
    if (value === undefined) {
      throw new GateError({
        code: 'VARIABLE_MISSING',
        message: `--env ${name}: there is no such variable.`,
        advice: `Set it first: ${name}=… npx loadline run --env ${name}`,
      });
    }
    variables[name] = value;
  }
  return variables;
}
