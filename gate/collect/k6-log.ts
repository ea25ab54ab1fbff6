import type { Redact } from './redact.ts';

const MAX_SCRIPT_ERRORS = 20;

/** One line that k6 logged, as text for people. `isError`: of k6 or of the script's own fault, not `console.error`. */
export interface K6LogLine {
  readonly text: string;
  readonly isError: boolean;
  /** The message alone, without time and level; the place in the script appended. */
  readonly message: string;
}

/** Reads one line of `--log-format=json`; a line that is no JSON is kept as it is. `cwd` is taken out of paths of the script. */
export function readK6LogLine(line: string, cwd: string): K6LogLine {
  const fields = parseFields(line);
  if (fields === null) return { text: line, isError: false, message: line };
  const { level = '', time = '', source = '' } = fields;
  const message = shorten([fields.msg, fields.error].filter(Boolean).join(': '), cwd);
  return {
    text: `${time} ${level} ${message}`,
    isError: (level === 'error' || level === 'fatal' || level === 'panic') && source !== 'console',
    message,
  };
}

/** Counts the exceptions of a script by their message: at most 20 different ones, each with how often it came. */
export function createScriptErrors(redact: Redact): { add(message: string): void; list(): readonly string[] } {
  const counts = new Map<string, number>();
  return {
    add(message) {
      const key = redact(message);
      const count = counts.get(key);
      if (count !== undefined || counts.size < MAX_SCRIPT_ERRORS) counts.set(key, (count ?? 0) + 1);
    },
    list: () => [...counts].map(([message, count]) => (count === 1 ? message : `${message} (${count} times)`)),
  };
}

function parseFields(line: string): Record<string, string> | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return null;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, String(field)]));
  } catch {
    return null;
  }
}

/** A stack becomes one line: what was thrown, and the first place. */
function shorten(message: string, cwd: string): string {
  const [what = '', place] = message.trim().split(/\n\s*at /);
  const line = what.replaceAll(/\s*\n\s*/g, ' ') + (place === undefined ? '' : ` at ${place.split('\n')[0]}`);
  // What a server answered may stand in an error: nothing of it reaches a terminal as a command.
  return line
    .replaceAll(`file://${cwd}/`, '')
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, 1000);
}
