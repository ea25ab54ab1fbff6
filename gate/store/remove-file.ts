import { rm } from 'node:fs/promises';
import { GateError } from '../core/model/gate-error.ts';

/** Removes a file; that it is gone already is fine. Throws GateError STORE_NOT_WRITABLE. */
export async function removeFile(path: string): Promise<void> {
  const [left] = await removeFiles([path]);
  if (left !== undefined) throw notRemoved([left]);
}

/** A file that is still there, and why. */
export interface LeftFile {
  readonly path: string;
  readonly cause: unknown;
}

/** Removes each of the files that can be removed, and says which cannot. */
export async function removeFiles(paths: readonly string[]): Promise<readonly LeftFile[]> {
  const left: LeftFile[] = [];
  for (const path of paths) {
    try {
      await rm(path, { force: true });
    } catch (cause) {
      left.push({ path, cause });
    }
  }
  return left;
}

/** So many are named; a folder that belongs to another would fill the screen. */
const MOST_NAMED = 5;

/** What is to be said of files that are still there; one or more. */
export function notRemoved(left: readonly LeftFile[]): GateError {
  const more = left.length - MOST_NAMED;
  const named = left.slice(0, MOST_NAMED).map(({ path }) => path);
  return new GateError({
    code: 'STORE_NOT_WRITABLE',
    message: `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''} could not be removed.`,
    advice: 'Check that the folder exists and belongs to you.',
    cause: left[0]?.cause,
  });
}
