import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GateError } from '../../core/model/gate-error.ts';
import { type BranchFile, readBranchFiles } from './branch-files.ts';
import { type BranchCopy, type HistoryBranch, unreachable, withBranchCopy } from './history-branch.ts';

/** What becomes of the branch: text by path to be written (`null`: removed), and whether its past is dropped. */
export interface BranchChange {
  readonly files: Readonly<Record<string, string | null>>;
  readonly isSquashed: boolean;
  readonly message: string;
}

/** As many jobs as push at the same moment, twice over. */
const ATTEMPTS = 30;
const LONGEST_PAUSE_MS = 2_000;

/** What git says of a push that came second, by its own or by the remote's word. */
const CAME_SECOND = /\[rejected\]|\[remote rejected\].*(lock|failed to update|already exists|incorrect old value)/;

/**
 * Changes the branch by one commit on its newest state. `decide` is asked again, with what is there then, each time that
 * another was faster; `null`: nothing is to be done. Returns what was decided last. Throws GateError STORE_UNREACHABLE, STORE_BUSY.
 */
export async function pushChange(
  branch: HistoryBranch,
  decide: (files: readonly BranchFile[]) => BranchChange | null,
): Promise<BranchChange | null> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const pushed = await withBranchCopy(branch, async (copy) => {
      const change = decide((await readBranchFiles(copy)).files);
      if (change === null) return { change };
      return (await push(branch, copy, await commit(copy, change))) ? { change } : null;
    });
    if (pushed !== null) return pushed.change;
    await sleep(randomInt(50, Math.min(LONGEST_PAUSE_MS, 100 * 2 ** Math.min(attempt, 5))));
  }
  throw new GateError({
    code: 'STORE_BUSY',
    message: `others pushed to the history branch ${branch.branch} faster ${ATTEMPTS} times in a row.`,
    advice: 'Run again when fewer jobs finish at once; what was measured is kept here.',
  });
}

/** Made by plumbing from an index of its own: no file is checked out anywhere. */
async function commit(copy: BranchCopy, { files, isSquashed, message }: BranchChange): Promise<string> {
  if (copy.tip !== null) await copy.run(['read-tree', copy.tip]);
  const lines: string[] = [];
  for (const [path, text] of Object.entries(files)) {
    if (text === null) lines.push(`0 ${'0'.repeat(40)}\t${path}\0`);
    else lines.push(`100644 ${(await copy.run(['hash-object', '-w', '--stdin'], text)).trim()}\t${path}\0`);
  }
  await copy.run(['update-index', '-z', '--add', '--index-info'], lines.join(''));
  const tree = (await copy.run(['write-tree'])).trim();
  const parents = copy.tip === null || isSquashed ? [] : ['-p', copy.tip];
  return (await copy.run(['commit-tree', tree, ...parents, '-m', message])).trim();
}

/** True when the branch now is that commit, false when another was faster. */
async function push(branch: HistoryBranch, copy: BranchCopy, made: string): Promise<boolean> {
  const ref = `refs/heads/${branch.branch}`;
  // Compare and swap: the branch moves only from the state that we have seen, also where its past is dropped.
  const lease = `--force-with-lease=${ref}:${copy.tip ?? ''}`;
  const answer = await copy.ask(['push', '--porcelain', lease, copy.address, `${made}:${ref}`]);
  if (answer.exitCode === 0) return true;
  const said = answer.stdout.toString('utf8') + answer.stderr;
  if (CAME_SECOND.test(said)) return false;
  throw unreachable(branch, answer);
}
