import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { openFolder } from './open-folder.ts';
import type { OrdinaryUser } from './ordinary-user.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';

export interface PostgresHome {
  /** Holds the clusters. */
  readonly directory: string;
  readonly binaries: PostgresBinaries;
}

/**
 * Where binaries and data live. An ordinary user keeps both where they are. Root drops to `user`, who cannot pass a
 * closed folder (root's home, say): then both go to a folder of this checkout's own under /var/tmp.
 */
export function postgresHome(directory: string, binaries: PostgresBinaries, user: OrdinaryUser | null): PostgresHome {
  mkdirSync(directory, { recursive: true });
  if (user === null || (isReachable(directory, user) && isReachable(serverOf(binaries.directory), user))) {
    return { directory, binaries };
  }
  const open = openFolder(resolve(directory));
  const copy = join(open, `postgres-${binaries.version}-binaries`);
  if (!existsSync(copy)) {
    const partial = mkdtempSync(`${copy}.`);
    cpSync(binaries.directory, partial, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(partial, copy);
    } catch {
      rmSync(partial, { recursive: true, force: true }); // another run was faster
    }
  }
  if (!isReachable(serverOf(copy), user)) openTree(copy);
  return { directory: open, binaries: { ...binaries, directory: copy } };
}

/** A cluster's folder belongs to the user who runs the server, and to nobody else. */
export function makePrivate(directory: string, user: OrdinaryUser | null): void {
  chmodSync(directory, 0o700);
  if (user !== null) chownSync(directory, user.uid, user.gid);
}

const serverOf = (directory: string) => join(directory, 'bin', 'postgres');

/** What root's umask closed when it was copied, or unpacked before that, anybody may read and run. */
function openTree(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, (statSync(path).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

/** Whether `user` may pass every folder on the way to `path`. */
function isReachable(path: string, user: OrdinaryUser): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
