import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GateError } from '../../core/model/gate-error.ts';
import { borrowedSettings } from './borrowed-settings.ts';
import { type Environment, type GitAnswer, git } from './git-command.ts';

/** The remote branch that holds history, and the checkout whose remote it is. */
export interface HistoryBranch {
  readonly repository: string;
  readonly remote: string;
  readonly branch: string;
  readonly environment: Environment;
}

/** The newest state of the branch, fetched alone and without its past into a bare repository that goes when we do. */
export interface BranchCopy {
  /** `null`: the branch is not there yet. */
  readonly tip: string | null;
  /** Runs git in the copy. Throws GateError STORE_UNREACHABLE where it fails. */
  run(args: readonly string[], input?: string): Promise<string>;
  /** The same, whatever it answers. */
  ask(args: readonly string[], input?: string): Promise<GitAnswer>;
  /** Address of the remote. Never printed: it may hold a password. */
  readonly address: string;
}

/**
 * Fetches the branch and hands it to `use`. The checkout is only read: no ref, no index, no file and no shallow mark of it
 * changes. Throws GateError STORE_UNREACHABLE.
 */
export async function withBranchCopy<Result>(
  from: HistoryBranch,
  use: (copy: BranchCopy) => Promise<Result>,
): Promise<Result> {
  const { repository, remote, branch, environment } = from;
  const folder = await mkdtemp(join(tmpdir(), 'loadline-history-'));
  try {
    const found = await git(['remote', 'get-url', remote], { cwd: repository, environment });
    if (found.exitCode !== 0) throw unreachable(from, found);
    const settings = await borrowedSettings(repository, environment);
    const inCopy = { cwd: folder, environment: { ...environment, ...AUTHOR, ...settings } };
    const ask = (args: readonly string[], input = '') => git(args, { ...inCopy, input });
    const run = async (args: readonly string[], input = ''): Promise<string> => {
      const answer = await ask(args, input);
      if (answer.exitCode !== 0) throw unreachable(from, answer);
      return answer.stdout.toString('utf8');
    };
    const address = absoluteAddress(found.stdout.toString('utf8').trim(), repository);
    await run(['init', '--quiet', '--bare', '.']);
    const tip = await fetchTip({ run, ask, address, branch });
    return await use({ tip, run, ask, address });
  } catch (cause) {
    throw cause instanceof GateError ? cause : unreachable(from, cause);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The branch cannot be read, or not be written; `why` is what git answered, or how it could not be asked. */
export function unreachable({ remote, branch }: HistoryBranch, why: unknown): GateError {
  return new GateError({
    code: 'STORE_UNREACHABLE',
    message: `the history branch ${branch} of ${remote} cannot be reached: ${reasonOf(why).replace(/\.$/, '')}.`,
    advice:
      'Check the remote and the right to push to it; what was measured is kept here, and handed over by a later run.',
    ...(why instanceof Error ? { cause: why } : {}),
  });
}

function reasonOf(why: unknown): string {
  if (!(why instanceof Object && 'stderr' in why && 'stdout' in why)) {
    return why instanceof Error ? why.message : String(why);
  }
  const rejected = /\[(?:remote )?rejected\] \((.+)\)/.exec(String(why.stdout))?.[1];
  const lines = String(why.stderr).trim().split('\n');
  const said = lines.find((line) => /^(fatal|error):/.test(line)) ?? lines[0] ?? '';
  return rejected ?? said.replace(/^(fatal|error): /, '');
}

/** Who commits: a job may have told git nobody. */
const AUTHOR: Environment = {
  GIT_AUTHOR_NAME: 'loadline',
  GIT_AUTHOR_EMAIL: 'loadline@localhost',
  GIT_COMMITTER_NAME: 'loadline',
  GIT_COMMITTER_EMAIL: 'loadline@localhost',
};

const LOCAL_REF = 'refs/heads/history';

async function fetchTip(copy: Omit<BranchCopy, 'tip'> & { readonly branch: string }): Promise<string | null> {
  const ref = `refs/heads/${copy.branch}`;
  const listed = await copy.run(['ls-remote', copy.address, ref]);
  if (listed.trim() === '') return null;
  // Not the commit that was listed: by now there may be another, and that is as good.
  await copy.run(['fetch', '--quiet', '--depth=1', '--no-tags', copy.address, `+${ref}:${LOCAL_REF}`]);
  return (await copy.run(['rev-parse', LOCAL_REF])).trim();
}

/** A remote may be a path from the checkout, where the copy does not lie. */
function absoluteAddress(address: string, repository: string): string {
  return /^\.{1,2}\//.test(address) ? join(repository, address) : address;
}
