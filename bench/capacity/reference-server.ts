import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { serverEnvironment } from './config.ts';

/** A reference server in a process of its own. */
export interface RunningServer {
  /** `http://127.0.0.1:43929`. */
  readonly url: string;
  readonly pid: number;
  /** Resolves when it and what it started are gone. */
  stop(): Promise<void>;
}

const KEPT_LOG = 4096;

/**
 * Starts the reference server and waits until it listens; the first start makes a million rows, which takes its time. It
 * ends when its stdin does, so also when we are killed. Throws with the end of its log when it cannot start.
 */
export async function startReferenceServer(environment = serverEnvironment()): Promise<RunningServer> {
  const script = join(import.meta.dirname, '../../reference-server/start.ts');
  const child = spawn(process.execPath, [script], { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-KEPT_LOG);
  });
  const url = await listening(child);
  if (url === null || child.pid === undefined) throw new Error(`the reference server did not start:\n${log}`);
  return {
    url,
    pid: child.pid,
    stop: async () => {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

async function listening(child: ChildProcess): Promise<string | null> {
  if (child.stdout === null) throw new TypeError('the server has a pipe as stdout');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^listening on (\S+)$/.exec(line)?.[1];
    if (url !== undefined) {
      child.stdout.resume();
      return url;
    }
  }
  return null;
}
