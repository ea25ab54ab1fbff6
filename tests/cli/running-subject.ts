import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../gate/collect/free-port.ts';
import { PROJECT } from '../collect/k6-under-test.ts';

/** A service that somebody else started, which burns so many microseconds a request. */
export async function runningSubject(busyUs: number): Promise<{ readonly url: string; stop(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-running-'));
  cpSync(join(PROJECT, 'tests', 'cli', 'compared-subject.mjs'), join(folder, 'server.mjs'));
  writeFileSync(join(folder, 'speed.mjs'), `export const busyUs = ${busyUs};\nexport const isBroken = false;\n`);
  const port = await freePort();
  const env = { ...process.env, PORT: String(port) };
  const child = spawn(process.execPath, [join(folder, 'server.mjs')], { env, stdio: 'ignore' });
  const stop = (): void => {
    child.kill();
    rmSync(folder, { recursive: true });
  };
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return { url, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  stop();
  throw new Error('the service does not answer');
}
