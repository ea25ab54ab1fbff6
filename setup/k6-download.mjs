import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { run } from './run-command.mjs';

const releases = 'https://github.com/grafana/k6/releases/download';

/**
 * Fetches the official release. It is held against the checksums published beside it: that catches a broken download,
 * not a forged release. (The build from source is the pinned way; this is for machines without Go.)
 * @param {string} version
 * @param {string} file
 * @param {string} logFile
 */
export async function downloadK6(version, file, logFile, origin = releases) {
  const system = platform() === 'darwin' ? 'macos' : platform();
  const name = `k6-v${version}-${system}-${arch() === 'x64' ? 'amd64' : arch()}`;
  const archive = `${name}.${system === 'macos' ? 'zip' : 'tar.gz'}`;
  const [sums, bytes] = await Promise.all([
    fetchBytes(`${origin}/v${version}/k6-v${version}-checksums.txt`),
    fetchBytes(`${origin}/v${version}/${archive}`),
  ]);
  const wanted = checksum(sums.toString('utf8'), archive);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== wanted) throw new Error(`${archive} has the SHA-256 ${found}; its release says ${wanted ?? 'nothing'}`);
  const folder = `${file}.${process.pid}`;
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, archive), bytes);
    await run('tar', ['-xf', archive], { cwd: folder, logFile });
    renameSync(join(folder, name, 'k6'), file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} sums lines of `<sha256>  <file>`
 * @param {string} name
 */
function checksum(sums, name) {
  const line = sums.split('\n').find((text) => text.trim().split(/\s+/)[1] === name);
  return line?.trim().split(/\s+/)[0] ?? null;
}

/** @param {string} url */
async function fetchBytes(url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(180_000) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}
