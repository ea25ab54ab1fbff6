import { GateError } from '../core/model/gate-error.ts';
import type { Guardian } from './guardian.ts';
import { readK6LogLine } from './k6-log.ts';
import { endOn, startGroup } from './process-group.ts';
import { readLines } from './read-lines.ts';
import type { Redact } from './redact.ts';

const INSPECT_SECONDS = 60;

/** k6 2.2 gives `{ iterations: 10 }` its one VU when it runs, but not when it inspects. */
const LACKS_DEFAULT_VUS = /the number of VUs must be more than 0/;

export interface K6Call {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly guardian: Guardian;
  readonly signal: AbortSignal;
  /** Text for its stdin. */
  readonly input?: string;
}

/**
 * What k6 would do with a script, as `k6 inspect --execution-requirements` prints it: its resolved options, unread.
 * Throws GateError K6_SCRIPT_FAILED with k6's own first error where the script does not get through its init.
 */
export async function inspectScript(call: K6Call, redact: Redact): Promise<unknown> {
  let result = await inspect(call);
  if (LACKS_DEFAULT_VUS.test(result.error ?? '')) {
    result = await inspect({ ...call, env: { ...call.env, K6_VUS: '1' } });
  }
  if (result.error !== null) throw scriptFailed(redact(result.error));
  return JSON.parse(result.output);
}

/** The error of a script that cannot be run. */
export function scriptFailed(message: string): GateError {
  return new GateError({
    code: 'K6_SCRIPT_FAILED',
    message: `k6 cannot run the script: ${message}`,
    advice: 'Correct the script; "k6 inspect SCRIPT" shows the same error.',
  });
}

async function inspect(call: K6Call): Promise<{ readonly output: string; readonly error: string | null }> {
  const deadline = AbortSignal.timeout(INSPECT_SECONDS * 1000);
  const { command, guardian, cwd, env } = call;
  const group = await startGroup({ command, guardian, spawn: { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] } });
  const { stdout, stderr } = group.child;
  if (stdout === null || stderr === null) throw new TypeError('k6 was started without pipes');
  const [output, firstError, ending] = await Promise.all([
    readAll(readLines(stdout)),
    readFirstError(readLines(stderr), cwd),
    endOn(AbortSignal.any([deadline, call.signal]), group, []),
  ]);
  call.signal.throwIfAborted();
  if (deadline.aborted) return { output: '', error: `its init did not end within ${INSPECT_SECONDS} s.` };
  const error = ending.exitCode === 0 ? null : (firstError ?? `k6 ended with exit code ${ending.exitCode}.`);
  return { output, error };
}

async function readAll(lines: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const line of lines) text += `${line}\n`;
  return text;
}

async function readFirstError(lines: AsyncIterable<string>, cwd: string): Promise<string | null> {
  let first: string | null = null;
  for await (const line of lines) {
    const { isError, message } = readK6LogLine(line, cwd);
    if (isError) first ??= message;
  }
  return first;
}
