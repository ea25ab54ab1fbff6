import { GateError } from '../core/model/gate-error.ts';
import { logTail } from './log-tail.ts';
import type { SuiteCall } from './suite-process.ts';

/** `SUITE_FAILED`, with the last words of the suite. */
export function failedError({ name = 'the suite', command, logPath }: SuiteCall, how: string): GateError {
  return new GateError({
    code: 'SUITE_FAILED',
    message: `${name} "${command.join(' ')}" failed: ${how}.${logTail(logPath)}`,
    advice: 'Run the command by hand to see why.',
  });
}

export function tooLongError(how: string): GateError {
  return new GateError({
    code: 'SUITE_TOO_LONG',
    message: `the suite was stopped: ${how}.`,
    advice: 'Measure fewer tasks, or fewer batches of each.',
  });
}

export function unreadableError(line: string, cause: unknown): GateError {
  return new GateError({
    code: 'SUITE_OUTPUT_UNREADABLE',
    message: `the suite printed what is no JSON: ${line.slice(0, 200)}`,
    advice: 'A suite prints one JSON document a line on stdout; what it says to people belongs on stderr.',
    cause,
  });
}
