/**
 * A week's aggregate over a year of events, in monthly partitions and in one table: `plain` without an index on the time, `indexed` with
 * one. The tables are made for it, and taken away.
 */
import type { Client } from 'pg';
import { connect, inTurn, isQuick, mode, tell, timed } from './probe.ts';

const BLOCKS = 20;
const SAMPLES = 2;
const ROWS = isQuick ? 200_000 : 600_000;
const SCHEMA = 'loadline_probe_partitions';

const client = await connect();
try {
  await client.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`);
  await makeTables(client);
  for (let block = -2; block < BLOCKS; block += 1) await measure(client, block);
} finally {
  await client.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`).catch(() => {});
  await client.end();
}

async function makeTables(client: Client): Promise<void> {
  const columns = 'id integer, organization_id integer, type text, detail text, created_at timestamptz NOT NULL';
  await client.query(`CREATE SCHEMA ${SCHEMA}`);
  await client.query(`CREATE UNLOGGED TABLE ${SCHEMA}.whole (${columns})`);
  await client.query(`CREATE TABLE ${SCHEMA}.parted (${columns}) PARTITION BY RANGE (created_at)`);
  for (let month = 1; month <= 12; month += 1) {
    const from = new Date(Date.UTC(2025, month - 1, 1)).toISOString();
    const until = new Date(Date.UTC(2025, month, 1)).toISOString();
    await client.query(
      `CREATE UNLOGGED TABLE ${SCHEMA}.parted_${month} PARTITION OF ${SCHEMA}.parted FOR VALUES FROM ('${from}') TO ('${until}')`,
    );
  }
  await client.query(
    `INSERT INTO ${SCHEMA}.whole
     SELECT n, n % 1000, 'type-' || n % 20, repeat('detail ', 8), timestamptz '2025-01-01Z' + (n * interval '365 days' / $1::int)
     FROM generate_series(1, $1::int - 1) AS n`,
    [ROWS],
  );
  await client.query(`INSERT INTO ${SCHEMA}.parted SELECT * FROM ${SCHEMA}.whole`);
  if (mode === 'indexed') {
    await client.query(`CREATE INDEX ON ${SCHEMA}.whole (created_at)`);
    await client.query(`CREATE INDEX ON ${SCHEMA}.parted (created_at)`);
  }
  await client.query(`ANALYZE ${SCHEMA}.whole`);
  await client.query(`ANALYZE ${SCHEMA}.parted`);
}

async function measure(client: Client, block: number): Promise<void> {
  const from = new Date(Date.UTC(2025, Math.abs(block) % 12, 8)).toISOString();
  for (const side of inTurn(Math.abs(block))) {
    const text = `
      SELECT type, count(*)::int AS events FROM ${SCHEMA}.${side === 'with' ? 'parted' : 'whole'}
      WHERE created_at >= $1::timestamptz AND created_at < $1::timestamptz + interval '7 days' GROUP BY type`;
    const samples: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample += 1) samples.push(await timed(() => client.query(text, [from])));
    if (block >= 0) tell({ side, block, metric: 'latency', unit: 'ms' }, { samples });
  }
}
