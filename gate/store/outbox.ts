import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GateError } from '../core/model/gate-error.ts';
import { writeAtomically } from './atomic-file.ts';
import { isId } from './document-id.ts';

/** What is kept here and still has to be handed over to the shared store: one empty file a document, named by its id. */
export interface Outbox {
  add(id: string): Promise<void>;
  /** Ids by rising time. */
  list(): Promise<readonly string[]>;
  drop(id: string): Promise<void>;
}

export function createOutbox(directory: string): Outbox {
  return {
    async add(id) {
      await writeAtomically(join(directory, id), '', 'replace');
    },
    async list() {
      return (await readdir(directory).catch(() => [])).filter(isId).sort();
    },
    async drop(id) {
      await rm(join(directory, id), { force: true }).catch((cause: unknown) => {
        throw new GateError({
          code: 'STORE_NOT_WRITABLE',
          message: `${join(directory, id)} could not be removed.`,
          advice: 'Check that the folder exists and belongs to you.',
          cause,
        });
      });
    },
  };
}
