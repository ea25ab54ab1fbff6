import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from './atomic-file.ts';
import { checkedDocument, isId, missingDocument } from './document-id.ts';
import { pack, unpack } from './packed-text.ts';
import { removeFile } from './remove-file.ts';
import type { Parse, Shelf } from './run-store.ts';

/** A document's file: its id, then `.json`, or `.json.gz` where it is packed. Both are read, whatever is written. */
const FILE_NAME = /^(.+?)\.json(?:\.gz)?$/;

export interface FileShelfOptions<Document> {
  readonly directory: string;
  readonly parse: Parse<Document>;
  /** Whether documents are written packed with gzip. */
  readonly isPacked: boolean;
}

/** Documents as one immutable file each in `directory`, which the first save makes. */
export function createFileShelf<Document extends { readonly id: string }>(
  options: FileShelfOptions<Document>,
): Shelf<Document> {
  const { directory, parse, isPacked } = options;
  return {
    async save(document) {
      const path = join(directory, `${document.id}.json${isPacked ? '.gz' : ''}`);
      const text = `${JSON.stringify(document)}\n`;
      await writeAtomically(path, isPacked ? await pack(text) : text, 'create');
      return path;
    },

    async load(id) {
      const [path, text] = await readDocument(directory, id);
      return checkedDocument(parse(text, path), id, path);
    },

    async list() {
      const names = await readdir(directory).catch(() => []);
      const ids = names.map(idOf).filter((id) => id !== null);
      return {
        ids: [...new Set(ids)].sort(),
        foreign: names.filter((name) => idOf(name) === null && !name.endsWith('.tmp')).sort(),
      };
    },

    async remove(ids) {
      const wanted = new Set(ids);
      const names = (await readdir(directory).catch(() => [])).filter((name) => wanted.has(idOf(name) ?? ''));
      for (const name of names) await removeFile(join(directory, name));
      return [...new Set(names.map((name) => idOf(name) ?? ''))].sort();
    },
  };
}

function idOf(name: string): string | null {
  const id = FILE_NAME.exec(name)?.[1];
  return id !== undefined && isId(id) ? id : null;
}

async function readDocument(directory: string, id: string): Promise<readonly [path: string, text: string]> {
  if (!isId(id)) throw missingDocument(id, directory);
  const path = join(directory, `${id}.json`);
  const packed = await readFile(`${path}.gz`).catch(() => null);
  if (packed !== null) return [`${path}.gz`, await unpack(packed, `${path}.gz`)];
  try {
    return [path, await readFile(path, 'utf8')];
  } catch (cause) {
    throw missingDocument(id, directory, cause);
  }
}
