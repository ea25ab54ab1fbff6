/**
 * Exports of a million audit events over HTTP. Bars: at most 40 MB of resident memory above a server at rest, be it one that has
 * just started or one that has answered 20,000 requests; within 10 MB of what a tenth of the rows takes; a client that reads slowly
 * and leaves takes no more either, and its connection goes back to the pool; at least 0.8 times the rows a second of a bare
 * pg-cursor loop that reads the same statement in batches of the same size and throws the rows away: encoding, HTTP and the client
 * are all on our side. Every memory reading is of a server of its own, the formats in turn; the rates are pairs in random order.
 * Intervals are Student's of 95 %. Exits 1 where an interval lies beyond a bar, 2 where it straddles one. Needs Linux.
 * Usage: node bench/exports/run.ts [memory readings] [pairs] [seed]
 */
import { join } from 'node:path';
import { seededRandom } from '../../gate/core/stats/random.ts';
import { startPostgres } from '../../infra/postgres.ts';
import { config } from './config.ts';
import { judgeMemory } from './judge-memory.ts';
import { judgeRate } from './judge-rate.ts';

const readings = Number(process.argv[2] ?? 3);
const pairs = Number(process.argv[3] ?? 8);
const random = seededRandom(Number(process.argv[4] ?? 1));

const postgres = await startPostgres({
  directory: join(import.meta.dirname, '../../.loadline/cache'),
  url: config.databaseUrl,
});
try {
  const codes = [await judgeRate(postgres.url, pairs, random), await judgeMemory(postgres.url, readings)];
  process.exitCode = codes.includes(1) ? 1 : Math.max(...codes);
} finally {
  await postgres.stop();
}
