import type { BenchmarkName, Environment } from '../../core/model/run-record.ts';
import { checkedDocument, missingDocument } from '../document-id.ts';
import { pack, unpack } from '../packed-text.ts';
import type { Parse, Shelf } from '../run-store.ts';
import type { Database } from './database.ts';

/** What every kind of document has in common: what it is asked for by. Claims are of no benchmark. */
export interface StoredDocument {
  readonly id: string;
  readonly startedAt: string;
  readonly benchmark?: BenchmarkName;
  readonly environment: Environment;
  readonly subject: string | { readonly name: string };
}

export interface PostgresShelfOptions<Document> {
  readonly database: Database;
  readonly kind: 'run' | 'comparison' | 'claims' | 'history';
  readonly parse: Parse<Document>;
}

/** Documents of one kind as rows of one table. */
export function createPostgresShelf<Document extends StoredDocument>(
  options: PostgresShelfOptions<Document>,
): Shelf<Document> {
  const { database, kind, parse } = options;
  return {
    async save(document) {
      const { id, startedAt, benchmark, environment, subject } = document;
      await database.query(
        `INSERT INTO loadline_documents
           (kind, id, started_at, benchmark_kind, benchmark_name, subject, machine_class, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          kind,
          id,
          startedAt,
          benchmark?.kind ?? null,
          benchmark?.name ?? null,
          typeof subject === 'string' ? subject : subject.name,
          environment.machineClass,
          await pack(JSON.stringify(document)),
        ],
      );
      return `${kind} ${id} in ${database.place}`;
    },

    async load(id) {
      const [row] = await database.query<{ body: Buffer }>(
        'SELECT body FROM loadline_documents WHERE kind = $1 AND id = $2',
        [kind, id],
      );
      if (row === undefined) throw missingDocument(id, database.place);
      const name = `${kind} ${id} in ${database.place}`;
      return checkedDocument(parse(await unpack(row.body, name), name), id, name);
    },

    async list() {
      const rows = await database.query<{ id: string }>(
        'SELECT id FROM loadline_documents WHERE kind = $1 ORDER BY id',
        [kind],
      );
      return { ids: rows.map(({ id }) => id), foreign: [] };
    },

    async remove(ids) {
      const rows = await database.query<{ id: string }>(
        'DELETE FROM loadline_documents WHERE kind = $1 AND id = ANY($2) RETURNING id',
        [kind, ids],
      );
      return { removed: rows.map(({ id }) => id).sort(), left: [] };
    },
  };
}
