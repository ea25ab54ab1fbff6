import { rm } from 'node:fs/promises';
import { GateError } from '../core/model/gate-error.ts';

/** Removes a file; that it is gone already is fine. Throws GateError STORE_NOT_WRITABLE. */
export async function removeFile(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (cause) {
    throw new GateError({
      code: 'STORE_NOT_WRITABLE',
      message: `${path} could not be removed.`,
      advice: 'Check that the folder exists and belongs to you.',
      cause,
    });
  }
}
