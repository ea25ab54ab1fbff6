/**
 * The other side of the comparison: pg-cursor and nothing else, in a process of its own: fetches the rows of the export's
 * statement so many at a time, and throws them away. Answers each message `{ url, batchRows }` with `{ rows, seconds }`.
 */
import { Client } from 'pg';
import Cursor from 'pg-cursor';
import { parseEventFilter } from '../../reference-server/domains/audit/event-filter.ts';
import { exportStatement } from '../../reference-server/domains/audit/export-route.ts';

export interface BareTask {
  readonly databaseUrl: string;
  readonly batchRows: number;
}

export interface BareResult {
  readonly rows: number;
  readonly seconds: number;
}

process.on('message', async (message) => {
  const { databaseUrl, batchRows } = message as BareTask; // from run.ts, which forked us
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { text } = exportStatement(parseEventFilter({}));
  const began = performance.now();
  const cursor = client.query(new Cursor(text));
  let rows = 0;
  for (let batch = await cursor.read(batchRows); batch.length > 0; batch = await cursor.read(batchRows)) {
    rows += batch.length;
  }
  const result: BareResult = { rows, seconds: (performance.now() - began) / 1000 };
  await client.end();
  process.send?.(result);
});
process.once('disconnect', () => process.exit());
