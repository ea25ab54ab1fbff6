import { GateError } from '../../core/model/gate-error.ts';
import type { HistoryEntry } from '../../core/model/history.ts';
import { checkedDocument, isId, missingDocument } from '../document-id.ts';
import { inOrder, isAskedFor } from '../history-query.ts';
import type { HistoryShelf, Parse, StoredHistory } from '../run-store.ts';
import { type BranchFile, BUNDLE, ENTRY_FOLDER, readBranchFiles } from './branch-files.ts';
import { type HistoryBranch, withBranchCopy } from './history-branch.ts';
import { pushChange } from './push-change.ts';

/** History shared through a branch: what every shelf can, and compaction. */
export interface GitHistory extends HistoryShelf {
  /** Bundles all but the newest `loose` entries into one file and drops the branch's past. Says how many were bundled. */
  compact(loose: number): Promise<number>;
}

/**
 * History on an orphan branch of the remote that CI jobs push to: one small file an entry, bundled by `compact`. Nothing is kept
 * here between two calls, so any number of processes may use it at once. Throws GateError STORE_UNREACHABLE and STORE_BUSY.
 */
export function createGitHistory(branch: HistoryBranch, parse: Parse<HistoryEntry>): GitHistory {
  const place = `the branch ${branch.branch} of ${branch.remote}`;
  return {
    async save(entry) {
      const text = `${JSON.stringify(entry)}\n`;
      await pushChange(branch, (files) => {
        if (textOf(files, entry.id) !== null) throw taken(entry.id, place);
        return { files: { [pathOf(entry.id)]: text }, isSquashed: false, message: `history: ${entry.id}` };
      });
      return `${pathOf(entry.id)} on ${place}`;
    },

    async load(id) {
      const { files } = await withBranchCopy(branch, readBranchFiles);
      const text = isId(id) ? textOf(files, id) : null;
      if (text === null) throw missingDocument(id, place);
      return checkedDocument(parse(text, `${id} on ${place}`), id, `${id} on ${place}`);
    },

    async list() {
      const { files } = await withBranchCopy(branch, readBranchFiles);
      const foreign = files.map(({ path }) => path).filter((path) => path !== BUNDLE && idOf(path) === null);
      return { ids: idsOf(files), foreign };
    },

    async entries(query) {
      const { files, tooLarge } = await withBranchCopy(branch, readBranchFiles);
      const { entries, skipped } = entriesOf(files, parse, place);
      return {
        entries: inOrder(entries.filter((entry) => isAskedFor(entry, query))),
        skipped: [...skipped, ...tooLarge.map((path) => `${path} on ${place} is no history entry`)],
      };
    },

    async remove(ids) {
      let removed: readonly string[] = [];
      await pushChange(branch, (files) => {
        removed = idsOf(files).filter((id) => ids.includes(id));
        if (removed.length === 0) return null;
        return { files: without(files, removed), isSquashed: false, message: `history: ${removed.length} removed` };
      });
      return { removed, left: [] };
    },

    async compact(loose) {
      let bundled = 0;
      await pushChange(branch, (files) => {
        const old = files.filter(({ path }) => idOf(path) !== null).sort(byPath);
        const moved = old.slice(0, Math.max(0, old.length - loose));
        bundled = moved.length;
        const lines = [...bundleLines(files), ...moved.map(({ text }) => text.trim())];
        return {
          files: {
            ...Object.fromEntries(moved.map(({ path }) => [path, null])),
            ...(lines.length === 0 ? {} : { [BUNDLE]: `${lines.join('\n')}\n` }),
          },
          isSquashed: true,
          message: `history: ${lines.length} entries bundled`,
        };
      });
      return bundled;
    },
  };
}

function pathOf(id: string): string {
  return `${ENTRY_FOLDER}${id}.json`;
}

function idOf(path: string): string | null {
  const id = path.startsWith(ENTRY_FOLDER) && path.endsWith('.json') ? path.slice(ENTRY_FOLDER.length, -5) : '';
  return isId(id) ? id : null;
}

function byPath(one: BranchFile, other: BranchFile): number {
  return one.path < other.path ? -1 : 1;
}

function bundleLines(files: readonly BranchFile[]): readonly string[] {
  const bundle = files.find(({ path }) => path === BUNDLE);
  return bundle?.text.split('\n').filter((line) => line.trim() !== '') ?? [];
}

/** Id of a line of the bundle, without parsing the rest of it. */
function idOfLine(line: string): string | null {
  return /"id":"([^"]+)"/.exec(line)?.[1] ?? null;
}

function idsOf(files: readonly BranchFile[]): readonly string[] {
  const ids = [...files.map(({ path }) => idOf(path)), ...bundleLines(files).map(idOfLine)];
  return [...new Set(ids.filter((id) => id !== null))].sort();
}

function textOf(files: readonly BranchFile[], id: string): string | null {
  const loose = files.find(({ path }) => path === pathOf(id))?.text;
  return loose ?? bundleLines(files).find((line) => idOfLine(line) === id) ?? null;
}

function without(files: readonly BranchFile[], ids: readonly string[]): Readonly<Record<string, string | null>> {
  const lines = bundleLines(files);
  const kept = lines.filter((line) => !ids.includes(idOfLine(line) ?? ''));
  const loose = files.filter(({ path }) => ids.includes(idOf(path) ?? ''));
  const changed = Object.fromEntries(loose.map(({ path }) => [path, null]));
  if (kept.length === lines.length) return changed;
  return { ...changed, [BUNDLE]: kept.length === 0 ? null : `${kept.join('\n')}\n` };
}

/** What cannot be read hides no other: a torn file or line is named. */
function entriesOf(files: readonly BranchFile[], parse: Parse<HistoryEntry>, place: string): StoredHistory {
  const entries: HistoryEntry[] = [];
  const skipped: string[] = [];
  const keep = (text: string, name: string, id: string | null): void => {
    try {
      entries.push(id === null ? parse(text, name) : checkedDocument(parse(text, name), id, name));
    } catch (error) {
      if (!(error instanceof GateError)) throw error;
      skipped.push(error.message.replace(/\.$/, ''));
    }
  };
  for (const { path, text } of files) {
    const id = idOf(path);
    if (id !== null) keep(text, `${path} on ${place}`, id);
    else if (path !== BUNDLE) skipped.push(`${path} on ${place} is no history entry`);
  }
  for (const [index, line] of bundleLines(files).entries())
    keep(line, `line ${index + 1} of ${BUNDLE} on ${place}`, null);
  return { entries, skipped };
}

function taken(id: string, place: string): GateError {
  return new GateError({
    code: 'RECORD_EXISTS',
    message: `${id} is on ${place} already, and an entry is never overwritten.`,
    advice: 'Run again: every run has an id of its own.',
  });
}
