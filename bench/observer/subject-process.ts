import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { processSeconds } from './cpu-time.ts';

/** The server that is put under load, in a process and a session of its own. It ends with us, when its stdin does. */
export interface Subject {
  readonly url: string;
  /** Requests answered so far, and its clock, in seconds. */
  count(): Promise<{ readonly requests: number; readonly seconds: number }>;
  /** Its CPU time so far. */
  cpuSeconds(): number;
  stop(): void;
}

export async function startSubject(): Promise<Subject> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'subject.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const url = `http://127.0.0.1:${String(port).trim()}`;
  return {
    url,
    count: async () => (await (await fetch(`${url}/count`)).json()) as { requests: number; seconds: number },
    cpuSeconds: () => processSeconds(child.pid ?? 0),
    stop: () => void child.kill(),
  };
}
