import { GateError } from '../core/model/gate-error.ts';
import { openBoundedLog } from './bounded-log.ts';
import type { Guardian } from './guardian.ts';
import { logTail } from './log-tail.ts';
import { describeEnding, type Ending, endOn, type ProcessGroup, startGroup, withPinnedNode } from './process-group.ts';
import { readLines } from './read-lines.ts';

const LONGEST_MINUTES = 30;
/** A document of a suite holds every sample of a task; all of them together must fit into memory. */
const LONGEST_DOCUMENT = 64 * 1024 * 1024;
const LONGEST_OUTPUT = 256 * 1024 * 1024;
const STOP_PATIENCE_MS = 5_000;

export interface SuiteCall {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logPath: string;
  readonly guardian: Guardian;
  readonly signal: AbortSignal;
}

/**
 * Runs a suite in a process of its own and returns the documents it printed, one JSON value a line. Its stderr goes to the
 * log. Throws GateError SUITE_NOT_STARTED, SUITE_FAILED, SUITE_TOO_LONG or SUITE_OUTPUT_UNREADABLE; nothing is left running.
 */
export async function runSuite(
  call: SuiteCall,
): Promise<{ readonly documents: readonly unknown[]; readonly ending: Ending }> {
  const group = await spawnSuite(call);
  try {
    const deadline = AbortSignal.timeout(LONGEST_MINUTES * 60_000);
    const [lines, ending] = await Promise.all([
      readOutput(group),
      endOn(AbortSignal.any([deadline, call.signal]), group, [['SIGTERM', STOP_PATIENCE_MS]]),
      writeLog(group, call.logPath),
    ]);
    call.signal.throwIfAborted();
    if (deadline.aborted) throw tooLongError(`it did not end within ${LONGEST_MINUTES} minutes`);
    if (ending.exitCode !== 0) throw failedError(call, describeEnding(ending));
    // Read only now: a line that is cut short by a crash is not what went wrong.
    const documents = lines.filter((line) => line.trim() !== '').map(parseDocument);
    if (documents.length === 0) throw failedError(call, 'it ended without printing a result');
    return { documents, ending };
  } finally {
    await group.stop([]);
  }
}

async function spawnSuite(call: SuiteCall): Promise<ProcessGroup> {
  try {
    return await startGroup({
      command: withPinnedNode(call.command),
      guardian: call.guardian,
      // Its stdin ends with this process, by which a suite that reads it can end too.
      spawn: { cwd: call.cwd, env: { ...call.environment }, stdio: ['pipe', 'pipe', 'pipe'] },
    });
  } catch (cause) {
    throw new GateError({
      code: 'SUITE_NOT_STARTED',
      message: `"${call.command.join(' ')}" could not be started: ${String(cause)}.`,
      advice: 'Check the command of the suite.',
      cause,
    });
  }
}

async function readOutput({ child }: ProcessGroup): Promise<readonly string[]> {
  if (child.stdout === null) throw new TypeError('a suite was started without pipes');
  const lines: string[] = [];
  let characters = 0;
  for await (const line of readLines(child.stdout, LONGEST_DOCUMENT)) {
    characters += line.length;
    if (characters > LONGEST_OUTPUT) throw tooLongError(`it printed more than ${LONGEST_OUTPUT} characters`);
    lines.push(line);
  }
  return lines;
}

function parseDocument(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new GateError({
      code: 'SUITE_OUTPUT_UNREADABLE',
      message: `the suite printed what is no JSON: ${line.slice(0, 200)}`,
      advice: 'A suite prints one JSON document a line on stdout; what it says to people belongs on stderr.',
      cause,
    });
  }
}

async function writeLog({ child }: ProcessGroup, path: string): Promise<void> {
  if (child.stderr === null) throw new TypeError('a suite was started without pipes');
  const log = openBoundedLog(path);
  try {
    for await (const line of readLines(child.stderr)) log.line(line);
  } finally {
    await log.close();
  }
}

function failedError(call: SuiteCall, how: string): GateError {
  return new GateError({
    code: 'SUITE_FAILED',
    message: `the suite "${call.command.join(' ')}" failed: ${how}.${logTail(call.logPath)}`,
    advice: 'Run the command by hand to see why.',
  });
}

function tooLongError(how: string): GateError {
  return new GateError({
    code: 'SUITE_TOO_LONG',
    message: `the suite was stopped: ${how}.`,
    advice: 'Measure fewer tasks, or fewer batches of each.',
  });
}
