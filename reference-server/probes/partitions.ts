/**
 * A week's aggregate over a year of events, in four tables: one or monthly partitions, each without an index on the time and with one. Routes
 * name the cells that are held against each other. The tables are made for it, and taken away.
 */
import type { Client } from 'pg';
import { connect, inTurn, isQuick, tell, timed } from './probe.ts';

const BLOCKS = 20;
const ROWS = isQuick ? 200_000 : 500_000;
const SCHEMA = 'loadline_probe_partitions';
const COLUMNS = 'id integer, organization_id integer, type text, detail text, created_at timestamptz NOT NULL';
const CELLS = ['whole', 'parted', 'whole_indexed', 'parted_indexed'] as const;
type Cell = (typeof CELLS)[number];

/** Route, the cell with partitions, and what it is held against. */
const CONTRASTS = [
  ['no index on the time', 'parted', 'whole'],
  ['both indexed on the time', 'parted_indexed', 'whole_indexed'],
  ['instead of an index', 'parted', 'whole_indexed'],
] as const;

const client = await connect();
try {
  await client.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`);
  await makeTables(client);
  for (let block = -2; block < BLOCKS; block += 1) {
    const took = await measure(client, block);
    // The first blocks warm the pages of the tables up.
    if (block >= 0) report(block, took);
  }
} finally {
  await client.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`).catch(() => {});
  await client.end();
}

async function makeTables(client: Client): Promise<void> {
  await client.query(`CREATE SCHEMA ${SCHEMA}`);
  for (const cell of CELLS) {
    if (cell.startsWith('whole')) await client.query(`CREATE UNLOGGED TABLE ${SCHEMA}.${cell} (${COLUMNS})`);
    else await makeParts(client, cell);
    await client.query(
      `INSERT INTO ${SCHEMA}.${cell}
       SELECT n, n % 1000, 'type-' || n % 20, repeat('detail ', 8), timestamptz '2025-01-01Z' + (n * interval '365 days' / $1::int)
       FROM generate_series(1, $1::int - 1) AS n`,
      [ROWS],
    );
    if (cell.endsWith('indexed')) await client.query(`CREATE INDEX ON ${SCHEMA}.${cell} (created_at)`);
    await client.query(`ANALYZE ${SCHEMA}.${cell}`);
  }
}

async function makeParts(client: Client, cell: Cell): Promise<void> {
  await client.query(`CREATE TABLE ${SCHEMA}.${cell} (${COLUMNS}) PARTITION BY RANGE (created_at)`);
  for (let month = 1; month <= 12; month += 1) {
    const from = new Date(Date.UTC(2025, month - 1, 1)).toISOString();
    const until = new Date(Date.UTC(2025, month, 1)).toISOString();
    await client.query(
      `CREATE UNLOGGED TABLE ${SCHEMA}.${cell}_${month} PARTITION OF ${SCHEMA}.${cell} FOR VALUES FROM ('${from}') TO ('${until}')`,
    );
  }
}

/** Milliseconds that each cell took for the same week. */
async function measure(client: Client, block: number): Promise<ReadonlyMap<Cell, number>> {
  const from = new Date(Date.UTC(2025, Math.abs(block) % 12, 8)).toISOString();
  const took = new Map<Cell, number>();
  for (const cell of block % 2 === 0 ? CELLS : CELLS.toReversed()) {
    const text = `
      SELECT type, count(*)::int AS events FROM ${SCHEMA}.${cell}
      WHERE created_at >= $1::timestamptz AND created_at < $1::timestamptz + interval '7 days' GROUP BY type`;
    took.set(cell, await timed(() => client.query(text, [from])));
  }
  return took;
}

function report(block: number, took: ReadonlyMap<Cell, number>): void {
  const ms = (cell: Cell) => took.get(cell) ?? Number.NaN;
  for (const [route, having, lacking] of CONTRASTS) {
    for (const side of inTurn(block)) {
      const samples = [ms(side === 'with' ? having : lacking)];
      tell({ side, block, route, metric: 'latency', unit: 'ms' }, { samples });
    }
  }
  // How many times as fast the index makes it, with partitions and without: the interaction of both.
  for (const side of inTurn(block)) {
    const table = side === 'with' ? 'parted' : 'whole';
    tell(
      { side, block, metric: 'index-gain', unit: 'ratio', better: 'higher' },
      { numerator: ms(table), denominator: ms(`${table}_indexed`) },
    );
  }
}
