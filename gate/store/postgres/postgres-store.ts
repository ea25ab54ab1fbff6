import { GateError } from '../../core/model/gate-error.ts';
import type { HistoryEntry } from '../../core/model/history.ts';
import { checkedDocument } from '../document-id.ts';
import { inOrder } from '../history-query.ts';
import { unpack } from '../packed-text.ts';
import type { HistoryShelf, Parse, Parsers, RunStore } from '../run-store.ts';
import { type Database, openDatabase } from './database.ts';
import { createPostgresShelf } from './postgres-shelf.ts';

/** As many entries as are read at once; of more, the newest. */
const MOST_ENTRIES = 20_000;

/**
 * The store that a team shares: one table in the PostgreSQL at `address`. Connects when first asked.
 * Throws GateError STORE_ADDRESS_INVALID; its shelves STORE_UNREACHABLE besides what every shelf throws.
 */
export function createPostgresStore(options: { readonly address: string; readonly parsers: Parsers }): RunStore {
  const { parsers } = options;
  const database = openDatabase(options.address);
  return {
    runs: createPostgresShelf({ database, kind: 'run', parse: parsers.run }),
    comparisons: createPostgresShelf({ database, kind: 'comparison', parse: parsers.comparison }),
    claims: createPostgresShelf({ database, kind: 'claims', parse: parsers.claims }),
    history: createPostgresHistory(database, parsers.history),
    close: () => database.close(),
  };
}

function createPostgresHistory(database: Database, parse: Parse<HistoryEntry>): HistoryShelf {
  return {
    ...createPostgresShelf({ database, kind: 'history', parse }),
    async entries({ benchmark, subject, machineClass }) {
      // A null asks for nothing.
      const rows = await database.query<{ id: string; body: Buffer }>(
        `SELECT id, body FROM loadline_documents
         WHERE kind = 'history'
           AND ($1::text IS NULL OR benchmark_kind = $1)
           AND ($2::text IS NULL OR benchmark_name = $2)
           AND ($3::text IS NULL OR subject = $3)
           AND ($4::text IS NULL OR machine_class = $4)
         ORDER BY id DESC LIMIT $5`,
        [benchmark?.kind ?? null, benchmark?.name ?? null, subject ?? null, machineClass ?? null, MOST_ENTRIES],
      );
      const entries: HistoryEntry[] = [];
      const skipped: string[] = [];
      for (const { id, body } of rows) {
        const name = `history ${id} in ${database.place}`;
        try {
          entries.push(checkedDocument(parse(await unpack(body, name), name), id, name));
        } catch (error) {
          if (!(error instanceof GateError)) throw error;
          skipped.push(error.message.replace(/\.$/, ''));
        }
      }
      return { entries: inOrder(entries), skipped };
    },
  };
}
