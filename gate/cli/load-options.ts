import { GateError } from '../core/model/gate-error.ts';
import { usage } from './arguments.ts';
import type { Command, CommandContext, OptionSpec, OptionValues } from './command.ts';
import type { UndecidedAs } from './exit-code.ts';
import { text, texts } from './option-values.ts';

/** Options of everything that drives a k6 script. */
export const LOAD_OPTIONS = {
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
    says: 'allow a host that is not loopback; k6 refuses all others (repeatable)',
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** Options of everything that ends with an outcome. */
export const OUTCOME_OPTIONS = {
  undecided: {
    type: 'string',
    value: 'pass|fail',
    says: 'map an undecided outcome to exit code 0 or 1 (default: 2)',
  },
  config: { type: 'string', value: 'FILE', says: 'config file (default: loadline.config.ts here)' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** Throws GateError USAGE. */
export function readUndecided(options: OptionValues, command: Command): UndecidedAs {
  const value = text(options, 'undecided');
  if (value === undefined || value === 'pass' || value === 'fail') return value ?? null;
  throw usage(`--undecided takes pass or fail, not "${value}".`, command);
}

/** Variables that `--env` names, with their values. Throws GateError USAGE or VARIABLE_MISSING. */
export function passedVariables(
  options: OptionValues,
  context: CommandContext,
  command: Command,
): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const name of texts(options, 'env')) {
    if (name.includes('=')) {
      throw usage(
        '--env takes the name of a variable, not its value: a value on the command line is seen by others.',
        command,
      );
    }
    const value = context.environment.all[name];
    if (value === undefined) {
      throw new GateError({
        code: 'VARIABLE_MISSING',
        message: `--env ${name}: there is no such variable.`,
        advice: `Set it first: ${name}=… npx loadline ${command.name} --env ${name}`,
      });
    }
    variables[name] = value;
  }
  return variables;
}

/** A suite leaves the options of a load unread. Throws GateError USAGE that names the first of them. */
export function checkSuiteAlone(options: OptionValues, idleNames: readonly string[], command: Command): void {
  if (options.suite === undefined) return;
  const idle = idleNames.find((name) => options[name] !== undefined);
  if (idle !== undefined) {
    throw usage(`--${idle} says nothing to a suite; leave it out, or leave out --suite.`, command);
  }
}

/** Text of an option that must be an http address. Throws GateError USAGE. */
export function address(options: OptionValues, name: string, command: Command): string | undefined {
  const url = text(options, name);
  if (url === undefined || (URL.canParse(url) && /^https?:/.test(url))) return url;
  throw usage(`--${name} takes an address such as http://127.0.0.1:8080, not "${url}".`, command);
}
