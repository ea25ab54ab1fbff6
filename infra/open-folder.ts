import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InfraError } from './infra-error.ts';

const parent = '/var/tmp';
/** Names the folder that an open one stands in for. */
const MARK = 'stands-in-for';

/**
 * A folder that everybody may enter, in place of `directory`, an absolute path that is closed to others; the same one each time. What
 * stands in for folders that are gone, such as those of a removed clone, is removed with them. Anybody may write to /var/tmp: a folder or
 * a link that somebody else has laid there is refused with InfraError POSTGRES_FOLDER.
 */
export function openFolder(directory: string): string {
  removeOrphans();
  const open = join(parent, `loadline-${createHash('sha256').update(directory).digest('hex').slice(0, 12)}`);
  mkdirSync(open, { recursive: true });
  if (!isOurs(open)) {
    throw new InfraError({
      code: 'POSTGRES_FOLDER',
      message: `${open} belongs to somebody else`,
      advice: 'Remove it, run as an ordinary user, or set DATABASE_URL.',
    });
  }
  chmodSync(open, 0o755); // whatever the umask made of it
  writeFileSync(join(open, MARK), directory);
  return open;
}

function removeOrphans(): void {
  const folders = readdirSync(parent).filter((name) => /^loadline-[0-9a-f]{12}$/.test(name));
  for (const folder of folders.map((name) => join(parent, name))) {
    const mark = join(folder, MARK);
    if (isOurs(folder) && existsSync(mark) && !existsSync(readFileSync(mark, 'utf8'))) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}
