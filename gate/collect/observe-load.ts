import { openBoundedLog } from './bounded-log.ts';
import { type Counters, pollCounters } from './counter-poll.ts';
import { CpuReadings } from './cpu-readings.ts';
import { everySecond } from './every-second.ts';
import type { K6Call } from './inspect-script.ts';
import { createScriptErrors, readK6LogLine } from './k6-log.ts';
import { readMachineCpu, readProcessCpuSeconds } from './process-cpu.ts';
import type { Ending } from './process-group.ts';
import type { Redact } from './redact.ts';
import { runK6 } from './run-k6.ts';

/** What was seen while k6 ran, besides its samples. */
export interface LoadObservation {
  readonly ending: Ending;
  readonly cpu: CpuReadings;
  /** By the order of the counters. */
  readonly missedCounterReads: readonly number[];
  /** Exceptions of the script and errors of k6, capped. */
  readonly scriptErrors: readonly string[];
  /** What kept the log of k6 from being complete; `null`: nothing. */
  readonly logFailure: Error | null;
}

/** Runs k6 to its end; meanwhile, at each whole second, reads the processors' clocks and the subject's counters. */
export async function observeLoad(options: {
  readonly call: K6Call;
  readonly onSamples: (chunk: Uint8Array) => void;
  /** All of them are read at the same moment. */
  readonly counters: readonly Counters[];
  readonly logPath: string;
  readonly redact: Redact;
  readonly onSecond: (nowMs: number) => void;
}): Promise<LoadObservation> {
  const { call, counters, redact } = options;
  const log = openBoundedLog(options.logPath);
  const errors = createScriptErrors(redact);
  const cpu = new CpuReadings();
  const missedCounterReads = counters.map(() => 0);
  let k6: number | null = null;
  const clock = everySecond(async (nowMs) => {
    if (k6 === null) return;
    readCpu(cpu, k6, nowMs);
    options.onSecond(nowMs);
    const isRead = await Promise.all(counters.map(pollCounters));
    for (const [index, is] of isRead.entries())
      if (!is) missedCounterReads[index] = (missedCounterReads[index] ?? 0) + 1;
  });
  try {
    const ending = await runK6(call, {
      onStart: (pid) => {
        k6 = pid;
      },
      onSamples: options.onSamples,
      onLogLine: (line) => {
        const { text, isError, message } = readK6LogLine(line, call.cwd);
        log.line(redact(text));
        if (isError) errors.add(message);
      },
    });
    k6 = null;
    await clock.stop();
    return { ending, cpu, missedCounterReads, scriptErrors: errors.list(), logFailure: await log.close() };
  } finally {
    k6 = null;
    await clock.stop();
    await log.close();
  }
}

function readCpu(cpu: CpuReadings, pid: number, atMs: number): void {
  const generatorSeconds = readProcessCpuSeconds(pid);
  const machine = readMachineCpu();
  if (generatorSeconds !== null && machine !== null) cpu.add({ atMs, generatorSeconds, ...machine });
}
