import type { Command } from './command.ts';

/** What `loadline --help` prints. */
export function generalHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    'loadline: the load line for a service',
    '',
    'Usage: loadline COMMAND [OPTIONS]',
    '',
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    '',
    'Exit codes: 0 pass, 1 fail, 2 undecided, 3 could not run.',
    'See "loadline COMMAND --help".',
    '',
  ].join('\n');
}

/** What `loadline COMMAND --help` prints. */
export function commandHelp(command: Command): string {
  const rows = Object.entries(command.options).map(([name, option]) => ({
    left: `--${name}${option.value === undefined ? '' : ` ${option.value}`}`,
    says: option.says,
  }));
  const width = Math.max(0, ...rows.map((row) => row.left.length));
  return [
    `loadline ${command.name}: ${command.summary}`,
    '',
    `Usage: loadline ${command.name} ${command.usage}`.trimEnd(),
    '',
    ...rows.map((row) => `  ${row.left.padEnd(width)}  ${row.says}`),
    '',
    ...(command.notes === undefined ? [] : [...command.notes, '']),
  ].join('\n');
}
