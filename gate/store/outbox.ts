import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from './atomic-file.ts';
import { isId } from './document-id.ts';
import { removeFile } from './remove-file.ts';

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
    drop: (id) => removeFile(join(directory, id)),
  };
}
