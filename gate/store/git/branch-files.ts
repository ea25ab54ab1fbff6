import type { BranchCopy } from './history-branch.ts';

/** Where entries lie on the branch: one file each, and one that holds those that were bundled, one a line. */
export const ENTRY_FOLDER = 'entries/';
export const BUNDLE = 'bundle.jsonl';

/** A file of the branch. */
export interface BranchFile {
  readonly path: string;
  readonly blob: string;
  readonly text: string;
}

/** Beyond this a file is no entry, and is not read. */
const MOST_ENTRY_BYTES = 1024 * 1024;
const MOST_BUNDLE_BYTES = 128 * 1024 * 1024;

/** All files of the branch's newest state; `tooLarge` names those that are not read. */
export async function readBranchFiles(
  copy: BranchCopy,
): Promise<{ readonly files: readonly BranchFile[]; readonly tooLarge: readonly string[] }> {
  if (copy.tip === null) return { files: [], tooLarge: [] };
  const listed = (await copy.run(['ls-tree', '-r', '-z', '--long', copy.tip])).split('\0').flatMap((line) => {
    const [, blob = '', size = '', path = ''] = /^\d+ blob ([0-9a-f]+) +(\d+)\t([\s\S]+)$/.exec(line) ?? [];
    return blob === '' ? [] : [{ path, blob, size: Number(size) }];
  });
  const isReadable = ({ path, size }: { path: string; size: number }): boolean =>
    size <= (path === BUNDLE ? MOST_BUNDLE_BYTES : MOST_ENTRY_BYTES);
  const wanted = listed.filter(isReadable);
  const { stdout } = await copy.ask(['cat-file', '--batch'], wanted.map(({ blob }) => `${blob}\n`).join(''));
  let at = 0;
  const files = wanted.map(({ path, blob, size }) => {
    // Of each: "<blob> blob <size>\n", the bytes, "\n".
    const from = stdout.indexOf(0x0a, at) + 1;
    at = from + size + 1;
    return { path, blob, text: stdout.toString('utf8', from, from + size) };
  });
  return { files, tooLarge: listed.filter((file) => !isReadable(file)).map(({ path }) => path) };
}
