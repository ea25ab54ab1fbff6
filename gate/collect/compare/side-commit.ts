import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { GateError } from '../../core/model/gate-error.ts';
import type { Manifest } from '../../core/model/run-record.ts';
import type { Repository } from './git-command.ts';

/** What a side is checked out from. */
export interface SideCommit {
  /** What is checked out: that of `git`, or a snapshot of the work tree on top of it, which no branch knows. */
  readonly commit: string;
  readonly label: string;
  readonly git: NonNullable<Manifest['git']>;
}

/** A snapshot is nobody's work; the same tree gets the same commit. */
const NOBODY = {
  GIT_AUTHOR_NAME: 'loadline',
  GIT_AUTHOR_EMAIL: 'loadline@localhost',
  GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'loadline',
  GIT_COMMITTER_EMAIL: 'loadline@localhost',
  GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
};

const LONGEST_LABEL = 60;

/** Finds a revision. Throws GateError BASE_MISSING or BASE_NOT_FETCHED. */
export async function revisionCommit({ git }: Repository, ref: string): Promise<SideCommit> {
  const commit = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]).catch(
    () => null,
  );
  if (commit !== null && commit !== '') {
    // A name that is given resolves, but the commit behind it may lie beyond where a shallow clone ends.
    const isThere = await git(['cat-file', '-e', `${commit}^{tree}`]).then(
      () => true,
      () => false,
    );
    if (isThere) {
      const branch = await git(['rev-parse', '--abbrev-ref', '--verify', '--quiet', '--end-of-options', ref]).catch(
        () => '',
      );
      const shown = commit.startsWith(ref)
        ? commit.slice(0, 7)
        : `${ref.slice(0, LONGEST_LABEL)} (${commit.slice(0, 7)})`;
      return {
        commit,
        label: shown,
        git: { commit, branch: branch === '' || branch === 'HEAD' ? null : branch, isClean: true },
      };
    }
  }
  throw await missingError({ git }, ref);
}

/** The work tree as it is: the commit itself where nothing is changed, else a snapshot that leaves index and files alone. */
export async function worktreeCommit(repository: Repository): Promise<SideCommit> {
  const { git } = repository;
  const head = await git(['rev-parse', '--verify', 'HEAD']).catch(() => null);
  if (head === null) throw await missingError(repository, 'HEAD');
  const branch = await git(['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => null);
  const tree = await snapshotTree(repository);
  const isClean = tree === (await git(['rev-parse', `${head}^{tree}`]));
  const commit = isClean ? head : await git(['commit-tree', tree, '-p', head, '-m', 'snapshot'], NOBODY);
  const short = head.slice(0, 7);
  const label = isClean ? `work tree (${short})` : `work tree (${short} and changes)`;
  return { commit, label, git: { commit: head, branch, isClean } };
}

/** The tree of all that is not ignored, made with an index of its own. */
async function snapshotTree({ git, root }: Repository): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-index-'));
  try {
    const index = join(folder, 'index');
    const own = resolve(root, await git(['rev-parse', '--git-path', 'index']));
    // The times that it holds save reading every file again.
    if (existsSync(own)) copyFileSync(own, index);
    const variables = { GIT_INDEX_FILE: index };
    await git(['add', '--all', '--', ':(top)', ':(top,exclude,glob)**/.loadline/**'], variables);
    return await git(['write-tree'], variables);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function missingError({ git }: Pick<Repository, 'git'>, ref: string): Promise<GateError> {
  const isShallow = (await git(['rev-parse', '--is-shallow-repository']).catch(() => '')) === 'true';
  if (isShallow) {
    return new GateError({
      code: 'BASE_NOT_FETCHED',
      message: `this clone is shallow, and "${ref}" lies beyond its end.`,
      advice: 'Fetch the rest with "git fetch --unshallow"; in GitHub Actions set fetch-depth: 0 for actions/checkout.',
    });
  }
  return new GateError({
    code: 'BASE_MISSING',
    message: `there is no revision "${ref}" in this repository.`,
    advice: 'Name a branch, a tag or a commit that "git log" knows; a branch of the server must be fetched first.',
  });
}
