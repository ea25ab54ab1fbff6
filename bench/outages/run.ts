/**
 * What clients notice when PostgreSQL or Redis are in trouble: a whole server with all its domains, real services, a steady load.
 * Redis down at the start, cut off, reset, read-only, out of memory, slow: no request may fail, none take longer than the deadline of
 * L2 besides (and the grain of timers on a shared machine), and L2 is used again within 3 s. PostgreSQL stopped and started again:
 * requests fail while it is down, with a code, and not afterwards. Exits 1 where one of these is not so.
 * Usage: node bench/outages/run.ts [redis|postgres]
 */

import { judgePostgresRestarts } from './postgres-restarts.ts';
import { judgeRedisOutages } from './redis-outages.ts';
import { RestartablePostgres } from './restartable-postgres.ts';

const only = process.argv[2];
const postgres = await RestartablePostgres.create();
try {
  let missed = 0;
  if (only !== 'postgres') missed += await judgeRedisOutages(postgres.url);
  if (only !== 'redis') missed += await judgePostgresRestarts(postgres);
  process.exitCode = missed > 0 ? 1 : 0;
} finally {
  await postgres.remove();
}
