import { GateError } from '../core/model/gate-error.ts';
import { openBoundedLog } from './bounded-log.ts';
import type { Guardian } from './guardian.ts';
import { describeEnding, type Ending, endOn, type ProcessGroup, startGroup, withPinnedNode } from './process-group.ts';
import { readLines } from './read-lines.ts';
import { failedError, tooLongError, unreadableError } from './suite-errors.ts';
import { Turns, WAITING } from './turns.ts';

/** Of its own time: what it waits for the other side is given on top. */
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
  /** Said in errors where two run beside each other: `the suite of the candidate`. */
  readonly name?: string;
  /** Hears each line of its stderr, which is for people. */
  readonly onSaid?: (line: string) => void;
  /** Whether it shares the machine's time with another. */
  readonly isTakingTurns?: boolean;
}

/** What a suite printed, one JSON value a line, and how it ended. */
export interface SuiteOutput {
  readonly documents: readonly unknown[];
  readonly ending: Ending;
}

/** A suite in a process of its own. */
export interface SuiteProcess {
  /** Lets it go on until it waits for its next turn, or ends; it has had its first turn since its start. Rejects as `output` does. */
  turn(): Promise<'waiting' | 'ended'>;
  /** Rejects with GateError SUITE_FAILED, SUITE_TOO_LONG or SUITE_OUTPUT_UNREADABLE. */
  readonly output: Promise<SuiteOutput>;
  /** Ends it and all that it started. */
  stop(): Promise<void>;
}

/** Starts a suite; its stderr goes to the log. Throws GateError SUITE_NOT_STARTED. */
export async function startSuite(call: SuiteCall): Promise<SuiteProcess> {
  const group = await spawnSuite(call);
  const turns = new Turns(group.child.stdin);
  const output = outputOf(call, group, turns);
  // Whoever waits for a turn hears of it too.
  output.catch(() => {});
  return {
    turn: () => Promise.race([turns.next(), output.then(() => 'ended' as const)]),
    output,
    stop: async () => void (await group.stop([])),
  };
}

async function outputOf(call: SuiteCall, group: ProcessGroup, turns: Turns): Promise<SuiteOutput> {
  const minutes = call.isTakingTurns ? 2 * LONGEST_MINUTES : LONGEST_MINUTES;
  const deadline = AbortSignal.timeout(minutes * 60_000);
  const [lines, ending] = await Promise.all([
    readOutput(group, turns),
    endOn(AbortSignal.any([deadline, call.signal]), group, [['SIGTERM', STOP_PATIENCE_MS]]),
    writeLog(group, call),
  ]).finally(() => group.stop([]));
  call.signal.throwIfAborted();
  if (deadline.aborted) throw tooLongError(`it did not end within ${minutes} minutes`);
  if (ending.exitCode !== 0) throw failedError(call, describeEnding(ending));
  // Read only now: a line that is cut short by a crash is not what went wrong.
  const documents = lines.map(parseDocument);
  if (documents.length === 0) throw failedError(call, 'it ended without printing a result');
  return { documents, ending };
}

async function spawnSuite(call: SuiteCall): Promise<ProcessGroup> {
  try {
    return await startGroup({
      command: withPinnedNode(call.command),
      guardian: call.guardian,
      // Its stdin ends with this process, by which a suite that reads it can end too.
      spawn: { cwd: call.cwd, env: environmentOf(call), stdio: ['pipe', 'pipe', 'pipe'] },
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

function environmentOf({ environment, isTakingTurns = false }: SuiteCall): Record<string, string | undefined> {
  const { LOADLINE_TURNS: _, ...others } = environment;
  return isTakingTurns ? { ...others, LOADLINE_TURNS: '1' } : others;
}

async function readOutput({ child }: ProcessGroup, turns: Turns): Promise<readonly string[]> {
  if (child.stdout === null) throw new TypeError('a suite was started without pipes');
  const lines: string[] = [];
  let characters = 0;
  for await (const line of readLines(child.stdout, LONGEST_DOCUMENT)) {
    if (line === WAITING) {
      turns.wait();
      continue;
    }
    if (line.trim() === '') continue;
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
    throw unreadableError(line, cause);
  }
}

async function writeLog({ child }: ProcessGroup, { logPath, onSaid }: SuiteCall): Promise<void> {
  if (child.stderr === null) throw new TypeError('a suite was started without pipes');
  const log = openBoundedLog(logPath);
  try {
    for await (const line of readLines(child.stderr)) {
      log.line(line);
      onSaid?.(line);
    }
  } finally {
    await log.close();
  }
}
