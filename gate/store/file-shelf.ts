import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeAtomically } from './atomic-file.ts';
import { checkedDocument, isId, missingDocument, unreadableDocument } from './document-id.ts';
import { pack, unpack } from './packed-text.ts';
import { removeFiles } from './remove-file.ts';
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
      const ids = new Set<string>();
      const foreign: string[] = [];
      for (const entry of await readdir(directory, { withFileTypes: true }).catch(() => [])) {
        const id = idOf(entry.name);
        const what = id === null || entry.isFile() ? null : await whatItIs(join(directory, entry.name));
        if (id !== null && what === null) ids.add(id);
        else if (!entry.name.endsWith('.tmp')) foreign.push(what === null ? entry.name : `${entry.name}, ${what},`);
      }
      return { ids: [...ids].sort(), foreign: foreign.sort() };
    },

    async remove(ids) {
      const wanted = new Set(ids);
      const names = (await readdir(directory).catch(() => [])).filter((name) => wanted.has(idOf(name) ?? ''));
      const left = await removeFiles(names.map((name) => join(directory, name)));
      const kept = new Set(left.map(({ path }) => idOf(basename(path))));
      const gone = names.map((name) => idOf(name) ?? '').filter((id) => !kept.has(id));
      return { removed: [...new Set(gone)].sort(), left };
    },
  };
}

function idOf(name: string): string | null {
  const id = FILE_NAME.exec(name)?.[1];
  return id !== undefined && isId(id) ? id : null;
}

/** What lies where a document should, in words; `null`: a file, or a link to one. */
async function whatItIs(path: string): Promise<string | null> {
  const there = await stat(path).catch(() => null);
  if (there === null) return 'a link to nothing';
  if (there.isFile()) return null;
  return there.isDirectory() ? 'a folder' : 'no plain file';
}

async function readDocument(directory: string, id: string): Promise<readonly [path: string, text: string]> {
  if (!isId(id)) throw missingDocument(id, directory);
  for (const path of [join(directory, `${id}.json.gz`), join(directory, `${id}.json`)]) {
    // Not even a link: looked for first, because a link to nothing reads as if it were not there.
    if ((await lstat(path).catch(() => null)) === null) continue;
    const what = await whatItIs(path);
    if (what !== null) throw unreadableDocument(path, `it is ${what}`);
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw unreadableDocument(path, 'the file cannot be opened', cause);
    });
    return [path, path.endsWith('.gz') ? await unpack(bytes, path) : bytes.toString('utf8')];
  }
  throw missingDocument(id, directory);
}
