import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { join } from 'node:path';
import { guard, release } from '../../infra/guardian.ts';
import { config } from './config.ts';

/** `bare`: k6 as it comes, without output. `measured`: what people do instead, `loadline run` with the same script. */
export type Side = 'bare' | 'measured';

const main = join(import.meta.dirname, '../../gate/cli/main.ts');

export interface SideStart {
  readonly url: string;
  /** Holds `script.js`, and an empty `config.json`. */
  readonly cwd: string;
  readonly stdio: StdioOptions;
}

/**
 * Starts a side, as the leader of a session of its own, as k6 of a measured side and the subject are: the kernel shares the
 * processor out among sessions (sched(7), autogroup), and none shall have more company than the other. Should this process end
 * before it, it ends too.
 */
export function startSide(side: Side, { url, cwd, stdio }: SideStart): ChildProcess {
  const [file, words] =
    side === 'bare'
      ? [config.k6, ['run', '--quiet', '--no-color', '--config', 'config.json', 'script.js']]
      : [process.execPath, [main, 'run', '--scenario', './script.js', '--url', url, '--warm-up', '0s', '--json']];
  const child = spawn(file, words, {
    cwd,
    stdio,
    detached: true,
    env: {
      PATH: config.path,
      K6_BIN: config.k6,
      BASE_URL: url,
      K6_NO_USAGE_REPORT: 'true',
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
    },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${file} could not be started`);
  guard(pid);
  child.once('exit', () => release(pid));
  return child;
}
