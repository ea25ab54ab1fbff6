import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GateError } from '../core/model/gate-error.ts';
import { writeAtomically } from './atomic-file.ts';
import type { ParseRecord, RunStore } from './run-store.ts';

const RECORD_NAME = /^(\d{8}T\d{6}Z-[a-z0-9-]+)\.json$/;

/** Run records as one small immutable JSON file each, `<id>.json` in `directory`; the folder is made by the first save. */
export function createFileStore(options: { readonly directory: string; readonly parse: ParseRecord }): RunStore {
  const { directory, parse } = options;
  const pathOf = (id: string): string => join(directory, `${id}.json`);
  return {
    async save(record) {
      const path = pathOf(record.id);
      await writeAtomically(path, `${JSON.stringify(record)}\n`, 'create');
      return path;
    },

    async load(id) {
      if (!RECORD_NAME.test(`${id}.json`)) throw missing(id, directory);
      let text: string;
      try {
        text = await readFile(pathOf(id), 'utf8');
      } catch (cause) {
        throw missing(id, directory, cause);
      }
      return parse(text, pathOf(id));
    },

    async list() {
      const names = await readdir(directory).catch(() => []);
      const isRecord = (name: string): boolean => RECORD_NAME.test(name);
      return {
        ids: names
          .filter(isRecord)
          .map((name) => name.slice(0, -'.json'.length))
          .sort(),
        foreign: names.filter((name) => !isRecord(name) && !name.endsWith('.tmp')).sort(),
      };
    },
  };
}

function missing(id: string, directory: string, cause?: unknown): GateError {
  return new GateError({
    code: 'RECORD_MISSING',
    message: `there is no run "${id}" in ${directory}.`,
    advice: 'Name a run by its whole id, as printed at the end of "loadline run".',
    cause,
  });
}
