import { parseArgs } from 'node:util';
import { GateError } from '../core/model/gate-error.ts';
import type { Command, OptionValues } from './command.ts';
import { didYouMean } from './nearest.ts';

/** A command's own words: options by name, and the rest. Throws GateError USAGE that names the wrong word and the nearest right one. */
export function parseArguments(
  command: Command,
  words: readonly string[],
): { readonly values: OptionValues; readonly positionals: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { ...command.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
      strict: true,
    });
    if (positionals.length > command.positionals) {
      throw usage(
        `"${positionals[command.positionals]}" is one word too many for "loadline ${command.name}".`,
        command,
      );
    }
    return { values: values as OptionValues, positionals }; // parseArgs types values by the literal options, which we hold as data
  } catch (cause) {
    if (cause instanceof GateError) throw cause;
    const unknown = /Unknown option '--?([^']+)'/.exec(String(cause))?.[1];
    if (unknown !== undefined) {
      const hint = didYouMean(
        `--${unknown}`,
        Object.keys(command.options).map((name) => `--${name}`),
      );
      throw usage(`"loadline ${command.name}" has no option --${unknown}.${hint}`, command, cause);
    }
    const lacking = /Option '(?:-\w, )?--([\w-]+)[^']*' argument (?:is ambiguous|missing)/.exec(String(cause))?.[1];
    if (lacking !== undefined) {
      const next = words[words.indexOf(`--${lacking}`) + 1];
      const after =
        next === undefined
          ? 'nothing comes after it'
          : `"${next}" begins with a dash (--${lacking}=${next} takes it as it is)`;
      throw usage(`--${lacking} takes a value, and ${after}.`, command);
    }
    const first = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw usage(`${first.replace(/\.$/, '')}.`, command, cause);
  }
}

/** A wrong word on the command line. */
export function usage(message: string, command: Command, cause?: unknown): GateError {
  return new GateError({ code: 'USAGE', message, advice: `See "loadline ${command.name} --help".`, cause });
}
