import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GateError } from '../core/model/gate-error.ts';

/**
 * Writes a file so that readers see all of it or nothing: temporary neighbour, fsync, then one rename (`replace`) or one
 * hard link that fails where the name is taken (`create`). On any error the temporary file is removed and the old one stands.
 * Throws GateError STORE_FULL, STORE_NOT_WRITABLE, RECORD_EXISTS.
 */
export async function writeAtomically(
  path: string,
  content: string | Uint8Array,
  mode: 'create' | 'replace',
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    if (mode === 'replace') await rename(temporary, path);
    else await link(temporary, path);
  } catch (cause) {
    throw writeError(path, cause);
  } finally {
    // Where it cannot be removed it was not made either, and the error above is the one to hear of.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

function writeError(path: string, cause: unknown): GateError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (reason === 'ENOSPC' || reason === 'EDQUOT') {
    return new GateError({
      code: 'STORE_FULL',
      message: `the disk is full: ${path} was not written.`,
      advice:
        'Free some space (old reports and logs lie under .loadline/) and run again; earlier records are untouched.',
      cause,
    });
  }
  if (reason === 'EEXIST' && cause instanceof Error && 'syscall' in cause && cause.syscall === 'link') {
    return new GateError({
      code: 'RECORD_EXISTS',
      message: `${path} exists already, and a record is never overwritten.`,
      advice: 'Run again: every run has an id of its own.',
      cause,
    });
  }
  return new GateError({
    code: 'STORE_NOT_WRITABLE',
    message: `${path} could not be written${reason ? ` (${reason})` : ''}.`,
    advice: 'Check that the folder exists and belongs to you.',
    cause,
  });
}
