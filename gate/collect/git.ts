import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Manifest } from '../core/model/run-record.ts';

const run = promisify(execFile);

/** Commit, branch and cleanness of the work tree around `cwd`; `null` where there is no git, no repository or no commit. */
export async function readGit(
  cwd: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Manifest['git']> {
  // GIT_* of a hook that runs us would point at another repository than the folder does.
  const env = { PATH: environment.PATH, HOME: environment.HOME, LC_ALL: 'C' };
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await run('git', ['--no-optional-locks', ...args], {
      cwd,
      env,
      timeout: 20_000,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.trim();
  };
  try {
    const commit = await git('rev-parse', '--verify', 'HEAD');
    const branch = await git('symbolic-ref', '--quiet', '--short', 'HEAD').catch(() => branchOfJob(environment));
    // What we leave behind ourselves is not a change of the code, even where nobody ignores it.
    const changes = await git('status', '--porcelain', '--', ':(top)', ':(top,exclude,glob)**/.loadline/**');
    return { commit, branch, isClean: changes === '' };
  } catch {
    return null;
  }
}

/** GitLab and Jenkins check a commit out without its branch, and name that beside it; for a merge request they name none, or its own. */
function branchOfJob({
  CI,
  CI_COMMIT_BRANCH,
  BRANCH_NAME,
}: Readonly<Record<string, string | undefined>>): string | null {
  return CI === undefined ? null : CI_COMMIT_BRANCH || BRANCH_NAME || null;
}
