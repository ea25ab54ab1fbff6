/**
 * What the two sides of a comparison must not share: a database with a role of its own, and a Redis of its own. They would warm
 * each other up otherwise, and nobody could tell whose statements are whose. Prints one JSON line with the variables of each side
 * (they hold passwords) once all is there, and goes on until its stdin ends.
 *
 *     node infra/sides.ts [COMMAND that fills the database of DATABASE_URL, prints a line and goes on]
 */
import { fileURLToPath } from 'node:url';
import { environment } from './config.ts';
import { fillDatabase } from './fill-database.ts';
import { InfraError } from './infra-error.ts';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';
import { openSideDatabases } from './side-databases.ts';

const state = fileURLToPath(new URL('../.loadline', import.meta.url));
const releases: (() => Promise<void>)[] = [];
const stop = new Promise<void>((resolve) => {
  process.stdin
    .once('end', resolve)
    .once('error', () => resolve())
    .resume();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
});
try {
  await Promise.race([start(), stop]);
  await stop;
} catch (error) {
  const { code, message, advice } =
    error instanceof InfraError ? error : { code: 'SIDES', message: String(error), advice: '' };
  process.stderr.write(`${code}: ${message}. ${advice}\n`);
  process.exitCode = 1;
}
for (const release of releases.reverse()) await release().catch(() => {});
process.exit();

async function start(): Promise<void> {
  const fill = process.argv.slice(2);
  const inherited = environment();
  const startedRedis = (side: string) => startRedis({ logDirectory: `${state}/logs/redis-${side}` });
  const [postgres, ...redis] = await Promise.allSettled([
    startPostgres({ directory: `${state}/cache`, logDirectory: `${state}/logs`, url: inherited.DATABASE_URL }),
    startedRedis('baseline'),
    startedRedis('candidate'),
  ]);
  for (const one of [postgres, ...redis]) if (one.status === 'fulfilled' && one.value) releases.push(one.value.stop);
  for (const one of [postgres, ...redis]) if (one.status === 'rejected') throw one.reason;
  if (postgres.status === 'rejected') return;
  const [baselineRedis = {}, candidateRedis = {}] = redis.map((one): Record<string, string> => {
    return one.status === 'fulfilled' && one.value ? { REDIS_URL: one.value.url } : {};
  });
  const databases = await openSideDatabases({
    url: postgres.value.url,
    canCopy: postgres.value.origin === 'embedded',
    fill: fill.length === 0 ? null : (url) => fillDatabase(fill, { ...inherited, ...baselineRedis, DATABASE_URL: url }),
  });
  releases.push(databases.close);
  const { urls } = databases;
  const variables = {
    baseline: { DATABASE_URL: urls.baseline, ...baselineRedis },
    candidate: { DATABASE_URL: urls.candidate, ...candidateRedis },
  };
  process.stdout.write(`${JSON.stringify(variables)}\n`);
}
