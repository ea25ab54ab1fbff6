import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GateError } from '../core/model/gate-error.ts';
import { DEFAULT_BRANCHES } from './default-branch.ts';
import { didYouMean } from './nearest.ts';

const run = promisify(execFile);

/** The git repository around a folder, as far as the sides of a comparison need it. */
export interface Repository {
  /** Throws GateError REVISION_UNKNOWN. */
  commitOf(revision: string): Promise<string>;
  /** The last common commit of a revision and the default branch. Throws GateError BASE_MISSING or REVISION_UNKNOWN. */
  mergeBase(revision: string): Promise<{ readonly commit: string; readonly branch: string }>;
}

/** Throws GateError BASE_MISSING where there is no repository, or one without a commit. */
export async function openRepository(
  cwd: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Repository> {
  // GIT_* of a hook that runs us would point at another repository than the folder does.
  const env = { PATH: environment.PATH, HOME: environment.HOME, LC_ALL: 'C' };
  const git = (...args: readonly string[]): Promise<string | null> =>
    run('git', args, { cwd, env, timeout: 20_000 }).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    );
  const resolve = (revision: string) =>
    git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  const commitOf = async (revision: string): Promise<string> =>
    (await resolve(revision)) ?? unknownRevision(revision, await git('for-each-ref', '--format=%(refname:short)'));
  if ((await resolve('HEAD')) === null) {
    throw baseMissing(
      'there is no git repository with a commit here',
      'Name two services (--baseline-url and --candidate-url) or a configuration (--candidate-env) instead.',
    );
  }
  return {
    commitOf,
    async mergeBase(revision) {
      const head = await commitOf(revision);
      for (const name of DEFAULT_BRANCHES) {
        const tip = await resolve(name);
        if (tip === null) continue;
        // origin/HEAD by the name of the branch that it stands for.
        const branch = (await git('rev-parse', '--abbrev-ref', name)) || name;
        const commit = await git('merge-base', head, tip);
        if (commit !== null) return { commit, branch };
        throw baseMissing(
          `${revision} and ${branch} have no commit in common here`,
          'A shallow clone has no history: fetch it ("git fetch --unshallow"; fetch-depth: 0 in a workflow), or name a revision with --base.',
        );
      }
      throw baseMissing(
        `none of ${DEFAULT_BRANCHES.join(', ')} is here, so nobody knows the default branch`,
        'Fetch it, or name a revision with --base.',
      );
    },
  };
}

function unknownRevision(revision: string, branches: string | null): never {
  throw new GateError({
    code: 'REVISION_UNKNOWN',
    message: `there is no revision "${revision}" in this repository.${didYouMean(revision, (branches ?? '').split('\n'))}`,
    advice: 'Name a commit, a branch or a tag that "git rev-parse" knows; a shallow clone may have to fetch it first.',
  });
}

function baseMissing(what: string, advice: string): GateError {
  return new GateError({ code: 'BASE_MISSING', message: `${what}.`, advice });
}
