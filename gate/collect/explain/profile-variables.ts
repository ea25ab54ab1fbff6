/** Shorter than V8's usual millisecond: twenty microseconds more per request must show within twenty seconds. */
const INTERVAL_US = 500;

/**
 * Runs in the subject before its own code, in each of its processes and threads. Without inlining each function keeps its own
 * name in the profile, because V8 counts what it has inlined as its caller's; both sides pay for that alike. `--cpu-prof`
 * would do the rest, but most versions of Node refuse it in NODE_OPTIONS.
 */
const PROFILER = `
  import { mkdirSync, writeFileSync } from 'node:fs';
  import { Session } from 'node:inspector';
  import { setFlagsFromString } from 'node:v8';
  import { threadId } from 'node:worker_threads';
  setFlagsFromString('--no-turbo-inlining');
  setFlagsFromString('--no-maglev-inlining');
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: ${INTERVAL_US} });
  session.post('Profiler.start');
  process.once('exit', () => session.post('Profiler.stop', (error, result) => {
    if (error) return;
    mkdirSync(DIRECTORY, { recursive: true });
    writeFileSync(DIRECTORY + '/' + process.pid + '-' + threadId + '.cpuprofile', JSON.stringify(result.profile));
  }));
`;

/**
 * Variables with which any Node from 20 on, started in whatever way, writes a CPU profile into `directory` when it ends.
 * `inherited` are the NODE_OPTIONS it would have had. A process that is no Node passes them over.
 */
export function profileVariables(directory: string, inherited: string | undefined): { readonly NODE_OPTIONS: string } {
  const source = encodeURIComponent(`const DIRECTORY = ${JSON.stringify(directory)};${PROFILER}`);
  const option = `--import=data:text/javascript,${source}`;
  return { NODE_OPTIONS: inherited ? `${inherited} ${option}` : option };
}
