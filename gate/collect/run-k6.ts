import type { Readable } from 'node:stream';
import type { K6Call } from './inspect-script.ts';
import { type Ending, endOn, type Ladder, type ProcessGroup, startGroup } from './process-group.ts';
import { readLines } from './read-lines.ts';
import { openSamplePipe, type SamplePipe } from './sample-pipe.ts';

/** k6 ends its iterations and runs teardown on the first signal, and leaves at once on the second. */
const K6_LADDER: Ladder = [
  ['SIGINT', 10_000],
  ['SIGTERM', 5_000],
];

export interface K6Events {
  readonly onStart: (pid: number) => void;
  /** A piece of the CSV stream, cut anywhere. */
  readonly onSamples: (chunk: Uint8Array) => void;
  /** A line of the log, as JSON. */
  readonly onLogLine: (line: string) => void;
}

/** Runs k6 to its end, or to that which `signal` asks for. Whatever happens, no k6 is left when it returns or throws. */
export async function runK6(call: K6Call, events: K6Events): Promise<Ending> {
  const samples = openSamplePipe();
  const group = await startK6(call, samples.writeEnd).finally(() => samples.closeWriteEnd());
  try {
    return await follow(group, samples, call.signal, events);
  } finally {
    await group.stop([]);
  }
}

async function startK6({ command, guardian, cwd, env, input }: K6Call, stdout: number): Promise<ProcessGroup> {
  const stdin = input === undefined ? 'ignore' : 'pipe';
  const group = await startGroup({ command, guardian, spawn: { cwd, env, stdio: [stdin, stdout, 'pipe'] } });
  // One that ends before it has read everything says why in its log.
  group.child.stdin?.on('error', () => {}).end(input);
  return group;
}

async function follow(
  group: ProcessGroup,
  samples: SamplePipe,
  signal: AbortSignal,
  events: K6Events,
): Promise<Ending> {
  const { stderr } = group.child;
  if (stderr === null) throw new TypeError('k6 was started without a pipe for its log');
  events.onStart(group.pid);
  const [ending] = await Promise.all([
    endOn(signal, group, K6_LADDER),
    samples.read(events.onSamples),
    readLog(stderr, events.onLogLine),
  ]);
  return ending;
}

async function readLog(stderr: Readable, onLogLine: (line: string) => void): Promise<void> {
  for await (const line of readLines(stderr)) onLogLine(line);
}
