/** One export of made-up audit events to nobody; prints the peak memory of this process in bytes. Usage: export-process.ts cursor|buffer ROWS */
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportRows } from '../stream/export-rows.ts';
import { rowEncoder } from '../stream/row-encoder.ts';
import { openPool } from './open-pool.ts';

/** As the export route fetches and sends. */
const CHUNK = 1_000;

const [way, count] = process.argv.slice(2);
/** As wide as an audit event. */
const text = `
  SELECT n AS id, n % 1000 AS "organizationId", n % 5000 AS "userId", 'type-' || n % 20 AS type, 'update' AS action,
    'resource-' || n AS resource, repeat('detail ', 8) AS detail, '2026-01-01T00:00:00.000Z' AS "createdAt"
  FROM generate_series(1, $1::int) AS n`;

const pool = await openPool();
const names = ['id', 'organizationId', 'userId', 'type', 'action', 'resource', 'detail', 'createdAt'];
const encoder = rowEncoder(
  'ndjson',
  names.map((name) => ({ name, isNumber: name.toLowerCase().endsWith('id') })),
);
const statement = { text, values: [Number(count)], timeout: 'long-running' } as const;
const batchSize = way === 'cursor' ? CHUNK : Number(count);
const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const rows = await exportRows({
  batches: (sink, signal) => pool.queryRaw(statement, sink, { batchSize, signal }),
  encoder,
  into: nowhere,
  stallMs: 30_000,
});
await pipeline(rows, nowhere);
await pool.close();
process.stdout.write(String(process.resourceUsage().maxRSS * 1024));
