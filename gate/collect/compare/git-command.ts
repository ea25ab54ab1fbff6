import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GateError } from '../../core/model/gate-error.ts';

const run = promisify(execFile);

/** Git in one folder. Resolves with what it printed, trimmed; rejects where it fails. */
export type Git = (args: readonly string[], variables?: Readonly<Record<string, string>>) => Promise<string>;

/** Hooks of the project do not run: they are for people, and a checkout of ours is none of theirs. */
const QUIET = ['-c', 'core.hooksPath=/dev/null', '-c', 'gc.auto=0', '-c', 'commit.gpgSign=false'];

function gitIn(cwd: string, environment: Readonly<Record<string, string | undefined>>): Git {
  return async (args, variables = {}) => {
    // GIT_* of a hook that runs us would point at another repository than the folder does.
    const env = { PATH: environment.PATH, HOME: environment.HOME, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', ...variables };
    const { stdout } = await run('git', [...QUIET, ...args], { cwd, env, maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  };
}

export interface Repository {
  readonly git: Git;
  /** Its root. */
  readonly root: string;
  /** Path from the root to `cwd`: empty, or with a slash at its end. */
  readonly prefix: string;
}

/** The repository around `cwd`; `null` where there is none, or no git. */
export async function findRepository(
  cwd: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Repository | null> {
  try {
    const [root = '', prefix = ''] = (
      await gitIn(cwd, environment)(['rev-parse', '--show-toplevel', '--show-prefix'])
    ).split('\n');
    return { git: gitIn(root, environment), root, prefix };
  } catch {
    return null;
  }
}

export function notARepository(cwd: string): GateError {
  return new GateError({
    code: 'NO_REPOSITORY',
    message: `${cwd} lies in no git repository, so there is no revision to compare with.`,
    advice: 'Run it in a clone, or compare two running services with --baseline-url and --candidate-url.',
  });
}
