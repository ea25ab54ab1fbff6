import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { GateError } from '../../core/model/gate-error.ts';
import type { Side } from './comparison-plan.ts';
import type { Repository } from './git-command.ts';

/** Paths of the same length: the length of a path can move code in memory. */
const FOLDERS: Readonly<Record<Side, string>> = { baseline: 'base', candidate: 'cand' };

/** Work trees of the two sides, below `.loadline/sides/`. */
export interface SideCheckouts {
  /** Checks out a commit and returns the root of the work tree. Throws GateError SIDE_NOT_CHECKED_OUT. */
  add(side: Side, commit: string): Promise<string>;
  /** Removes all of them. */
  remove(): Promise<void>;
}

/** Makes a place for the work trees of this comparison, and clears those away that killed ones have left. */
export async function openCheckouts(repository: Repository, loadlineDirectory: string): Promise<SideCheckouts> {
  const all = join(loadlineDirectory, 'sides');
  mkdirSync(all, { recursive: true });
  for (const name of readdirSync(all)) {
    const [pid = '', started = ''] = name.split('-');
    if (startOf(Number(pid)) !== started) await clear(repository, join(all, name));
  }
  const folder = mkdtempSync(join(all, `${process.pid}-${startOf(process.pid)}-`));
  return {
    async add(side, commit) {
      const path = join(folder, FOLDERS[side]);
      try {
        await repository.git(['worktree', 'add', '--detach', '--quiet', path, commit]);
        return path;
      } catch (cause) {
        throw new GateError({
          code: 'SIDE_NOT_CHECKED_OUT',
          message: `the ${side} could not be checked out: ${reasonOf(cause)}`,
          advice: 'Try it by hand with "git worktree add"; a full disk is the usual cause.',
          cause,
        });
      }
    },
    remove: () => clear(repository, folder),
  };
}

/** Links what is installed in this checkout: the same lock file asks for the same packages. */
export function linkModules(from: string, to: string): void {
  symlinkSync(join(from, 'node_modules'), join(to, 'node_modules'), 'dir');
}

async function clear({ git }: Repository, folder: string): Promise<void> {
  for (const name of Object.values(FOLDERS)) {
    const path = join(folder, name);
    // Node takes a link away and not what it points to.
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    await git(['worktree', 'remove', '--force', '--force', path]).catch(() => {});
  }
  rmSync(folder, { recursive: true, force: true });
}

/** When a process was started, so that another one with its number is not taken for it; empty where nobody has the number. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return isThere(pid) ? 'alive' : '';
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function reasonOf(cause: unknown): string {
  const stderr = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
  return stderr || String(cause);
}
