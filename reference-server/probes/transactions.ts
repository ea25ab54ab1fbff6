/** A transaction of three statements on a pool's connection, and on one that is opened for it. */
import { Client } from 'pg';
import { openPool } from './open-pool.ts';
import { databaseUrl, inTurn, isQuick, tell, timed } from './probe.ts';

const BLOCKS = 24;
const SAMPLES = isQuick ? 5 : 12;

const url = databaseUrl();
const pool = await openPool();
try {
  for (let block = -1; block < BLOCKS; block += 1) {
    for (const side of inTurn(Math.abs(block))) {
      const samples: number[] = [];
      for (let sample = 0; sample < SAMPLES; sample += 1) samples.push(await timed(side === 'with' ? pooled : alone));
      if (block >= 0) tell({ side, block, metric: 'transaction', unit: 'ms' }, { samples });
    }
  }
} finally {
  await pool.close();
}

async function pooled(): Promise<void> {
  await pool.transaction(async (session) => {
    for (let statement = 0; statement < 3; statement += 1) await session.query({ name: 'one', text: 'SELECT 1' });
  });
}

async function alone(): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    for (let statement = 0; statement < 3; statement += 1) await client.query('SELECT 1');
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
