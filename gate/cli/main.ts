import process from 'node:process';
import { GateError } from '../core/model/gate-error.ts';
import { parseArguments } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';
import { readEnvironment } from './config.ts';
import { errorText } from './console/error-text.ts';
import { commandHelp, generalHelp } from './help.ts';
import { loadlineVersion } from './loadline-version.ts';
import { didYouMean } from './nearest.ts';

/** Each command is loaded when it is asked for: no other has to wait for what it needs. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run.ts')).run,
  compare: async () => (await import('./commands/compare.ts')).compare,
  trend: async () => (await import('./commands/trend.ts')).trend,
  accept: async () => (await import('./commands/accept.ts')).accept,
  claims: async () => (await import('./commands/claims.ts')).claims,
  calibrate: async () => (await import('./commands/calibrate.ts')).calibrate,
  list: async () => (await import('./commands/list.ts')).list,
  show: async () => (await import('./commands/show.ts')).show,
  report: async () => (await import('./commands/report.ts')).report,
  prune: async () => (await import('./commands/prune.ts')).prune,
  bundle: async () => (await import('./commands/bundle.ts')).bundle,
  verify: async () => (await import('./commands/verify.ts')).verify,
  judge: async () => (await import('./commands/judge.ts')).judge,
  detect: async () => (await import('./commands/detect.ts')).detect,
};
const COULD_NOT_RUN = 3;

async function main(words: readonly string[], context: CommandContext): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    context.stdout.write(generalHelp(await Promise.all(Object.values(COMMANDS).map((load) => load()))));
    return name === undefined ? COULD_NOT_RUN : 0;
  }
  if (name === '--version' || name === 'version') {
    context.stdout.write(`loadline ${await loadlineVersion()}\n`);
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    const hint = didYouMean(name, Object.keys(COMMANDS));
    throw new GateError({
      code: 'USAGE',
      message: `there is no command "${name}".${hint}`,
      advice: 'See "loadline --help".',
    });
  }
  const command = await load();
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
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  process.exitCode = await main(process.argv.slice(2), {
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    commandLine: ['npx', 'loadline', ...process.argv.slice(2)],
    environment: readEnvironment(),
    signal: interruption.signal,
  });
} catch (error) {
  process.stderr.write(errorText(error, process.stderr));
  process.exitCode = COULD_NOT_RUN;
}
