import { join } from 'node:path';
import { parseClaimsRecord } from '../ingest/claims-record.ts';
import { parseComparisonRecord } from '../ingest/comparison-record.ts';
import { parseHistoryEntry } from '../ingest/history-entry.ts';
import { parseRunRecord } from '../ingest/run-record.ts';
import { createFileStore } from '../store/file-store.ts';
import { createGitHistory, type GitHistory } from '../store/git/git-history.ts';
import { createPostgresStore } from '../store/postgres/postgres-store.ts';
import type { RunStore } from '../store/run-store.ts';
import { shareHistoryOnly, shareStore } from '../store/shared-store.ts';
import type { CommandContext } from './command.ts';
import type { LoadedConfig } from './config.ts';
import { historyBranch } from './history-branch.ts';
import type { Workspace } from './workspace.ts';

const PARSERS = {
  run: parseRunRecord,
  comparison: parseComparisonRecord,
  claims: parseClaimsRecord,
  history: parseHistoryEntry,
};

/**
 * The store of this project: its files, together with the PostgreSQL of `LOADLINE_STORE`, else with the history branch of the
 * config. What cannot be reached is said on stderr, once. Throws GateError STORE_ADDRESS_INVALID.
 */
export function openStore(workspace: Workspace, loaded: LoadedConfig | null, context: CommandContext): RunStore {
  const local = openLocalStore(workspace);
  const sharers = { local, outboxes: join(workspace.root, 'outbox'), onTrouble: sayOnce(context) };
  const { sharedStore } = context.environment;
  if (sharedStore !== undefined) {
    return shareStore({ ...sharers, shared: createPostgresStore({ address: sharedStore, parsers: PARSERS }) });
  }
  const branch = openGitHistory(loaded, context);
  if (branch === null || loaded === null) return local;
  const main = historyBranch(loaded, loaded.folder, context.environment.all);
  // Jobs feed the branch; a desk only reads it. And only runs of the default branch are of use to others.
  return shareHistoryOnly(sharers, branch, ({ git }) => context.environment.isCi && git?.branch === main);
}

/** The files of this machine alone. */
export function openLocalStore(workspace: Workspace): RunStore {
  return createFileStore({ directory: workspace.root, parsers: PARSERS });
}

/** The history branch of the config, else of `LOADLINE_HISTORY_BRANCH`, by which a job shares what a desk need not know of; `null`: there is none. */
export function openGitHistory(loaded: LoadedConfig | null, { environment }: CommandContext): GitHistory | null {
  const branch = loaded?.config.history?.gitBranch ?? environment.all.LOADLINE_HISTORY_BRANCH;
  if (branch === undefined || branch === '' || loaded === null) return null;
  return createGitHistory(
    { repository: loaded.folder, remote: 'origin', branch, environment: environment.all },
    PARSERS.history,
  );
}

function sayOnce({ stderr }: CommandContext): (sentence: string) => void {
  const said = new Set<string>();
  return (sentence) => {
    if (!said.has(sentence)) stderr.write(`loadline: ${sentence} What is here is used, and kept.\n`);
    said.add(sentence);
  };
}
