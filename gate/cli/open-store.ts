import { parseComparisonRecord } from '../ingest/comparison-record.ts';
import { parseHistoryEntry } from '../ingest/history-entry.ts';
import { parseRunRecord } from '../ingest/run-record.ts';
import { createFileStore } from '../store/file-store.ts';
import type { RunStore } from '../store/run-store.ts';
import type { Workspace } from './workspace.ts';

/** The store of this project. */
export function openStore(workspace: Workspace): RunStore {
  return createFileStore({
    directory: workspace.root,
    parsers: { run: parseRunRecord, comparison: parseComparisonRecord, history: parseHistoryEntry },
  });
}
