import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../../gate/collect/free-port.ts';
import { PROJECT } from '../collect/k6-under-test.ts';

/** A service that somebody else started, which burns so many microseconds a request. */
export async function runningSubject(busyUs: number): Promise<{ readonly url: string; stop(): void }> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(PROJECT, 'tests', 'cli', 'compared-subject.mjs')], {
    env: { ...process.env, PORT: String(port), BUSY_US: String(busyUs) },
    stdio: 'ignore',
  });
  const stop = (): void => {
    child.kill();
  };
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const isThere = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return { url, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  stop();
  throw new Error('the service does not answer');
}
