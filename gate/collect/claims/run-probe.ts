import { closeSync, openSync } from 'node:fs';
import type { MeasuredVariant, ProbeContrast } from '../../core/model/claim.ts';
import { readProbeOutput } from '../../ingest/probe-output.ts';
import { NO_EVIDENCE } from '../../ingest/suite-measurement.ts';
import type { Guardian } from '../guardian.ts';
import { logTail } from '../log-tail.ts';
import { describeEnding, endOn, type ProcessGroup, startGroup, withPinnedNode } from '../process-group.ts';
import { readLines } from '../read-lines.ts';
import { ContrastUnmeasured } from './claims-plan.ts';

const STOP_PATIENCE_MS = 5_000;
/** Far more than any statistic needs. A probe that prints more is stopped: what is dropped could be the slow half. */
const MOST_LINES = 200_000;

export interface ProbeRun {
  readonly contrast: ProbeContrast;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logPath: string;
  readonly isQuick: boolean;
  readonly guardian: Guardian;
  readonly signal: AbortSignal;
}

/**
 * Runs a probe to its end. Throws ContrastUnmeasured where it fails, takes too long, prints too much or what is no sample, or says
 * that it could not measure.
 */
export async function runProbe(
  run: ProbeRun,
): Promise<{ readonly with: MeasuredVariant; readonly without: MeasuredVariant }> {
  const { contrast, signal } = run;
  const group = await start(run);
  const { stdout } = group.child;
  if (stdout === null) throw new TypeError('a probe was started without a pipe');
  const deadline = AbortSignal.timeout(contrast.seconds * 1000);
  const excess = new AbortController();
  const ending = endOn(AbortSignal.any([signal, deadline, excess.signal]), group, [['SIGTERM', STOP_PATIENCE_MS]]);
  const lines: string[] = [];
  for await (const line of readLines(stdout)) {
    if (lines.length < MOST_LINES) lines.push(line);
    else excess.abort();
  }
  const ended = await ending;
  signal.throwIfAborted();
  if (excess.signal.aborted)
    throw new ContrastUnmeasured(
      `the probe printed more than ${MOST_LINES.toLocaleString('en')} lines: put samples of a block in one`,
    );
  if (deadline.aborted) throw new ContrastUnmeasured(`the probe was not done after ${contrast.seconds} s`);
  const output = readProbeOutput(lines);
  const [reason] = output.invalid;
  if (reason !== undefined) throw new ContrastUnmeasured(reason);
  if (ended.exitCode !== 0)
    throw new ContrastUnmeasured(`the probe ended: ${describeEnding(ended)}.${logTail(run.logPath)}`);
  if (output.unreadable > 0)
    throw new ContrastUnmeasured(
      `the probe printed ${output.unreadable === 1 ? 'a line that is no sample' : `${output.unreadable} lines that are no samples, the first`}: ${output.firstUnreadable}`,
    );
  return {
    with: { series: output.with, evidence: NO_EVIDENCE },
    without: { series: output.without, evidence: NO_EVIDENCE },
  };
}

async function start({ contrast, cwd, env, logPath, isQuick, guardian }: ProbeRun): Promise<ProcessGroup> {
  const log = openSync(logPath, 'a', 0o600);
  try {
    return await startGroup({
      command: withPinnedNode([...contrast.command, ...(isQuick ? ['--quick'] : [])]),
      guardian,
      spawn: { cwd, env: { ...env }, stdio: ['ignore', 'pipe', log] },
    });
  } catch (cause) {
    throw new ContrastUnmeasured(`the probe "${contrast.command.join(' ')}" could not be started: ${String(cause)}`);
  } finally {
    closeSync(log);
  }
}
