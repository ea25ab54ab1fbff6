import { renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ask, run } from './run-command.mjs';

const module = fileURLToPath(new URL('k6', import.meta.url));

/**
 * Go, if it is there and new enough for k6's source.
 * @returns {Promise<string | null>}
 */
export async function goVersion() {
  const version = /go(\d+\.\d+(\.\d+)?)/.exec((await ask('go', ['version'])) ?? '')?.[1];
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return version !== undefined && (major > 1 || minor >= 25) ? version : null;
}

/**
 * Builds k6 from the committed Go module, whose go.sum pins every byte of source. Not `go install …@version`: that asks
 * for the list of versions too, which not every module proxy has.
 * @param {string} file
 * @param {string} logFile
 */
export async function buildK6(file, logFile) {
  const partial = `${file}.${process.pid}`;
  try {
    await run('go', ['build', '-mod=readonly', '-trimpath', '-ldflags=-s -w', '-o', partial, 'go.k6.io/k6/v2'], {
      cwd: module,
      env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' },
      logFile,
    });
    renameSync(partial, file);
  } finally {
    rmSync(partial, { force: true });
  }
}
