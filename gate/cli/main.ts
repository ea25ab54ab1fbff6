import process from 'node:process';
import { GateError } from '../core/model/gate-error.ts';
import { parseArguments } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';
import { accept } from './commands/accept.ts';
import { bundle } from './commands/bundle.ts';
import { calibrate } from './commands/calibrate.ts';
import { compare } from './commands/compare.ts';
import { detect } from './commands/detect.ts';
import { judge } from './commands/judge.ts';
import { list } from './commands/list.ts';
import { prune } from './commands/prune.ts';
import { report } from './commands/report.ts';
import { run } from './commands/run.ts';
import { show } from './commands/show.ts';
import { trend } from './commands/trend.ts';
import { verify } from './commands/verify.ts';
import { readEnvironment } from './config.ts';
import { errorText } from './console/error-text.ts';
import { commandHelp, generalHelp } from './help.ts';
import { loadlineVersion } from './loadline-version.ts';
import { didYouMean } from './nearest.ts';

const COMMANDS: readonly Command[] = [
  run,
  compare,
  trend,
  accept,
  calibrate,
  list,
  show,
  report,
  prune,
  bundle,
  verify,
  judge,
  detect,
];
const COULD_NOT_RUN = 3;

async function main(words: readonly string[], context: CommandContext): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    context.stdout.write(generalHelp(COMMANDS));
    return name === undefined ? COULD_NOT_RUN : 0;
  }
  if (name === '--version' || name === 'version') {
    context.stdout.write(`loadline ${await loadlineVersion()}\n`);
    return 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const hint = didYouMean(
      name,
      COMMANDS.map((candidate) => candidate.name),
    );
    throw new GateError({
      code: 'USAGE',
      message: `there is no command "${name}".${hint}`,
      advice: 'See "loadline --help".',
    });
  }
  const { values, positionals } = parseArguments(command, rest);
  if (values.help === true) {
    context.stdout.write(commandHelp(command));
    return 0;
  }
  return command.run(values, positionals, context);
}

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    interruption.abort(
      new GateError({
        code: 'INTERRUPTED',
        message: `stopped by ${name}.`,
        advice: 'Nothing was recorded; run it again when you are ready.',
      }),
    );
  });
}
// A reader that went away ("| head") is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  process.exitCode = await main(process.argv.slice(2), {
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    commandLine: ['loadline', ...process.argv.slice(2)],
    environment: readEnvironment(),
    signal: interruption.signal,
  });
} catch (error) {
  process.stderr.write(errorText(error, process.stderr));
  process.exitCode = COULD_NOT_RUN;
}
