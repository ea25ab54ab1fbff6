import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Environment } from './command.ts';

/** More commits than that ago a run says nothing of today's code. */
const MOST_COMMITS = 10_000;

/** A commit and those before it, nearest first; `null` where git does not know it. A shallow checkout knows few. */
export async function ancestorsOf(
  commit: string | undefined,
  folder: string,
  { all }: Environment,
): Promise<readonly string[] | null> {
  if (commit === undefined) return null;
  // GIT_* of a hook that runs us would point at another repository than the folder does.
  const env = { PATH: all.PATH, HOME: all.HOME, LC_ALL: 'C' };
  try {
    const { stdout } = await promisify(execFile)(
      'git',
      ['rev-list', `--max-count=${MOST_COMMITS}`, '--end-of-options', commit],
      { cwd: folder, env, timeout: 20_000, maxBuffer: 64 * MOST_COMMITS },
    );
    return stdout.trim().split('\n');
  } catch {
    return null;
  }
}
