import type { ClaimsRecord, ClaimVerdict } from '../../core/model/claim.ts';
import { GateError } from '../../core/model/gate-error.ts';
import type { HistoryEntry } from '../../core/model/history.ts';
import type { BenchmarkName } from '../../core/model/run-record.ts';
import type { RunStore } from '../../store/run-store.ts';
import type { Command } from '../command.ts';
import { loadConfig } from '../config.ts';
import { table } from '../console/table.ts';
import { openStore } from '../open-store.ts';
import { isSet, text, wholeNumber } from '../option-values.ts';
import { workspaceIn } from '../workspace.ts';

const USUAL_COUNT = 20;

/** A line of the list. What a record does not say is empty. */
interface Row {
  readonly id: string;
  readonly kind: 'run' | 'comparison' | 'claims';
  /** Claims are of none. */
  readonly benchmark: string;
  readonly outcome: string;
  readonly commit: string;
  readonly branch: string;
  /** `baseline`: later runs may be held against it; else why not. */
  readonly history: string;
}

/** Lists what was recorded, newest first. */
export const list: Command = {
  name: 'list',
  summary: 'list recorded runs, comparisons and measurements of claims, newest first',
  usage: '[--limit N] [--json]',
  positionals: 0,
  options: {
    limit: { type: 'string', value: 'N', says: `how many (default: ${USUAL_COUNT})` },
    config: { type: 'string', value: 'FILE', says: 'config file (default: loadline.config.ts here)' },
    json: { type: 'boolean', says: 'print one JSON object a line' },
  },

  async run(options, _positionals, context) {
    const limit = wholeNumber(options, 'limit', list) ?? USUAL_COUNT;
    const loaded = await loadConfig(context.cwd, text(options, 'config'));
    const store = openStore(workspaceIn(loaded?.folder ?? context.cwd), loaded, context);
    const { rows, total, notes } = await rowsOf(store, limit);
    for (const note of notes) context.stderr.write(`${note}\n`);
    if (isSet(options, 'json')) for (const row of rows) context.stdout.write(`${JSON.stringify(row)}\n`);
    else
      context.stdout.write(
        total === 0 ? 'Nothing is recorded here yet.\n' : `${tableOf(rows)}${more(total - rows.length)}`,
      );
    return 0;
  },
};

async function rowsOf(
  store: RunStore,
  limit: number,
): Promise<{ readonly rows: readonly Row[]; readonly total: number; readonly notes: readonly string[] }> {
  const [runs, comparisons, claims, { entries, skipped }] = [
    await store.runs.list(),
    await store.comparisons.list(),
    await store.claims.list(),
    await store.history.entries({}),
  ];
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const kinds = new Map<string, Row['kind']>([
    ...comparisons.ids.map((id) => [id, 'comparison'] as const),
    ...claims.ids.map((id) => [id, 'claims'] as const),
  ]);
  // A run may be known by its history entry alone: it was made elsewhere.
  const ids = [...new Set([...runs.ids, ...kinds.keys(), ...byId.keys()])].sort().reverse();
  const notes = [runs, comparisons, claims].flatMap(({ foreign }) => foreign).map((name) => `${name} is no record`);
  const rows: Row[] = [];
  for (const id of ids.slice(0, limit)) {
    const entry = byId.get(id);
    if (entry !== undefined) rows.push({ ...rowOf(id, 'run', entry), history: entry.exclusion ?? 'baseline' });
    else rows.push(await recordRow(store, id, kinds.get(id) ?? 'run'));
  }
  return { rows, total: ids.length, notes: [...notes, ...skipped] };
}

/** The row of what history holds no entry of: a comparison, claims, or a run from before history was kept. */
async function recordRow(store: RunStore, id: string, kind: Row['kind']): Promise<Row> {
  try {
    if (kind === 'comparison') {
      const record = await store.comparisons.load(id);
      return rowOf(id, kind, { ...record, git: record.candidate.git });
    }
    if (kind === 'claims') {
      const { results, manifest } = await store.claims.load(id);
      return rowOf(id, kind, { benchmark: null, outcome: confirmedText(results), git: manifest.git });
    }
    const record = await store.runs.load(id);
    return { ...rowOf(id, kind, { ...record, git: record.manifest.git }), history: 'from before history was kept' };
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    return { id, kind, benchmark: '', outcome: error.code, commit: '', branch: '', history: '' };
  }
}

/** `39 of 91 confirmed, 6 refuted`. */
function confirmedText(results: ClaimsRecord['results']): string {
  const count = (asked: ClaimVerdict) => results.filter(({ verdict }) => verdict === asked).length;
  const refuted = count('refuted');
  return `${count('confirmed')} of ${results.length} confirmed${refuted === 0 ? '' : `, ${refuted} refuted`}`;
}

interface About extends Pick<HistoryEntry, 'git'> {
  readonly benchmark: BenchmarkName | null;
  readonly outcome: string;
}

function rowOf(id: string, kind: Row['kind'], about: About): Row {
  const { benchmark, outcome, git } = about;
  return {
    id,
    kind,
    benchmark: benchmark?.name ?? '',
    outcome,
    commit: git?.commit.slice(0, 7) ?? '',
    branch: git?.branch ?? '',
    history: '',
  };
}

function tableOf(rows: readonly Row[]): string {
  const headings = ['id', 'kind', 'benchmark', 'outcome', 'commit', 'branch', 'history'] as const;
  return table(
    headings.map((heading) => ({ heading, align: 'left' })),
    rows.map((row) => headings.map((heading) => row[heading])),
    (cell) => cell,
  );
}

function more(count: number): string {
  return count === 0 ? '' : `and ${count} older; --limit shows more\n`;
}
