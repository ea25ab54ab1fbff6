import type { HistoryEntry } from '../core/model/history.ts';
import type { HistoryQuery } from './run-store.ts';

/** Whether an entry is one of those asked for. */
export function isAskedFor(entry: HistoryEntry, { benchmark, subject, machineClass }: HistoryQuery): boolean {
  return (
    (benchmark === undefined || (entry.benchmark.kind === benchmark.kind && entry.benchmark.name === benchmark.name)) &&
    (subject === undefined || entry.subject === subject) &&
    (machineClass === undefined || entry.environment.machineClass === machineClass)
  );
}

/** Entries of one query, oldest first, each once. */
export function inOrder(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return [...byId.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}
