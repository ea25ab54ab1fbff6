import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Environment } from './command.ts';

/** More commits than that ago a run says nothing of today's code. */
const MOST_COMMITS = 10_000;

/** A commit and those before it, nearest first; `null` where git does not know them, or not all: in a shallow checkout. */
export async function ancestorsOf(
  commit: string | undefined,
  folder: string,
  { all }: Environment,
): Promise<readonly string[] | null> {
  if (commit === undefined) return null;
  // GIT_* of a hook that runs us would point at another repository than the folder does.
  const env = { PATH: all.PATH, HOME: all.HOME, LC_ALL: 'C' };
  const git = async (...args: readonly string[]): Promise<string> => {
    const options = { cwd: folder, env, timeout: 20_000, maxBuffer: 64 * MOST_COMMITS };
    return (await promisify(execFile)('git', args, options)).stdout.trim();
  };
  try {
    if ((await git('rev-parse', '--is-shallow-repository')) !== 'false') return null;
    return (await git('rev-list', `--max-count=${MOST_COMMITS}`, '--end-of-options', commit)).split('\n');
  } catch {
    return null;
  }
}
