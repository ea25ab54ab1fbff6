import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GateError } from '../../core/model/gate-error.ts';
import type { Guardian } from '../guardian.ts';
import { logTail } from '../log-tail.ts';
import { describeEnding, type Ending, endOn, startGroup, withPinnedNode } from '../process-group.ts';
import type { Side } from './comparison-plan.ts';
import { linkModules } from './side-checkouts.ts';

const NPM_CI = ['npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline'];
const STOP_PATIENCE_MS = 5_000;

export interface InstallPlan {
  readonly side: Side;
  /** For people: the revision. */
  readonly label: string;
  /** The fresh work tree, and the folder in it that commands run in. */
  readonly root: string;
  readonly directory: string;
  /** The same two of this checkout. */
  readonly ownRoot: string;
  readonly ownDirectory: string;
  /** `subject.install`. */
  readonly command: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logPath: string;
  readonly guardian: Guardian;
  readonly signal: AbortSignal;
  readonly onInstall: () => void;
}

/**
 * Makes a fresh work tree able to run: by the subject's own command, else by linking what is installed here where the lock files
 * agree, else by `npm ci`. Throws GateError SIDE_NOT_INSTALLED.
 */
export async function installSide(plan: InstallPlan): Promise<void> {
  if (plan.command !== undefined) {
    await install(plan, plan.command, plan.directory);
    return;
  }
  const folders = new Map([
    [plan.root, plan.ownRoot],
    [plan.directory, plan.ownDirectory],
  ]);
  for (const [folder, own] of folders) {
    const lock = readLock(folder);
    if (existsSync(join(folder, 'node_modules'))) continue;
    if (lock === readLock(own) && existsSync(join(own, 'node_modules'))) linkModules(own, folder);
    else if (lock !== null) await install(plan, NPM_CI, folder);
  }
}

async function install(plan: InstallPlan, command: readonly string[], cwd: string): Promise<void> {
  plan.onInstall();
  const ending = await run(plan, command, cwd).catch((cause: unknown) => String(cause));
  plan.signal.throwIfAborted();
  if (typeof ending !== 'string' && ending.exitCode === 0) return;
  const how = typeof ending === 'string' ? ending : `${describeEnding(ending)}.${logTail(plan.logPath)}`;
  throw new GateError({
    code: 'SIDE_NOT_INSTALLED',
    message: `the ${plan.side}, ${plan.label}, could not be installed by "${command.join(' ')}": ${how}`,
    advice: 'Check that this revision can be built at all, or set "install" of the subject in the config.',
  });
}

async function run(plan: InstallPlan, command: readonly string[], cwd: string): Promise<Ending> {
  const log = openSync(plan.logPath, 'a', 0o600);
  try {
    const group = await startGroup({
      command: withPinnedNode(command),
      guardian: plan.guardian,
      spawn: { cwd, env: plan.environment, stdio: ['ignore', log, log] },
    });
    return await endOn(plan.signal, group, [['SIGTERM', STOP_PATIENCE_MS]]);
  } finally {
    closeSync(log);
  }
}

function readLock(folder: string): string | null {
  try {
    return readFileSync(join(folder, 'package-lock.json'), 'utf8');
  } catch {
    return null;
  }
}
