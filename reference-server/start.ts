import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { createRedisClient } from './cache/redis-client.ts';
import { requireTracking } from './cache/require-tracking.ts';
import { type Config, readConfig } from './config/config.ts';
import { configReport } from './config/config-report.ts';
import { redisUrlOf } from './config/redis-url.ts';
import { serverSettings } from './config/server-settings.ts';
import { settingsDigest } from './config/settings-digest.ts';
import { startPartitionKeeper } from './domains/audit/partition-keeper.ts';
import { redisRateCounter } from './http/redis-rate-counter.ts';
import { describeNetwork, type ProxiedNetwork, startNetwork } from './lab/network.ts';
import { domainSeeds, mountDomains } from './mount-domains.ts';
import { type PreparedDatabase, prepareDatabase } from './seed/prepare-database.ts';
import { seededRng } from './seeded-rng.ts';
import { createServer } from './server.ts';
import { type Services, startServices } from './services.ts';
import { listenFailure, startFailure } from './start-failure.ts';
import { stopRequest } from './stop-request.ts';
import { systemClock } from './system-clock.ts';

/**
 * The whole reference server: PostgreSQL and Redis (started here unless DATABASE_URL and REDIS_URL name others), schema,
 * seed, HTTP on 127.0.0.1. One line on stdout tells where it listens. Ends with exit code 0 when asked to, 1 when it
 * cannot start.
 */
const releases: (() => Promise<void>)[] = [];
const stop = stopRequest();
try {
  await Promise.race([start(), stop]);
  await stop;
} catch (error) {
  const { code, message, advice } = startFailure(error);
  process.stderr.write(`${code}: ${message}. ${advice}\n`);
  process.exitCode = 1;
}
for (const release of releases.reverse()) await release().catch(() => {});
process.exit();

async function start(): Promise<void> {
  const config = readConfig();
  const { settings } = config;
  const log = pino({ level: settings['server.log'].value, base: null }, pino.destination(2));
  const services = await startServices({
    postgres: settings['postgres.url'].value,
    redis: redisUrlOf(settings),
  });
  releases.push(services.stop);
  if (services.redis === null) {
    process.stderr.write('No Redis on this machine: the cache has one tier. Install redis-server, or set REDIS_URL.\n');
  }
  if (services.redis !== null && settings['cache.bus'].value === 'tracking') await requireTracking(services.redis);
  const database = await prepareDatabase(services.postgresUrl, domainSeeds(settings), log);
  releases.push(
    startPartitionKeeper(services.postgresUrl, {
      aheadMonths: settings['audit.partitionsAheadMonths'].value,
      retainMonths: settings['audit.retentionMonths'].value || null,
      everyMs: settings['audit.partitionsEveryMs'].value,
      clock: systemClock,
      log,
    }),
  );
  const network = settings['lab.proxy'].value === 'on' ? await startNetwork(services, log) : null;
  if (network !== null) releases.push(() => network.stop());
  const server = await build(config, services, database, network, log);
  releases.push(() => server.close());
  const port = settings['server.port'].value;
  const address = await server.listen({ host: '127.0.0.1', port }).catch((error: unknown) => {
    throw listenFailure(error, port);
  });
  process.stdout.write(`listening on ${address}\n`);
}

async function build(
  config: Config,
  services: Services,
  database: PreparedDatabase,
  network: ProxiedNetwork | null,
  log: pino.Logger,
): Promise<FastifyInstance> {
  const { settings } = config;
  const url = network?.postgresUrl ?? services.postgresUrl;
  const domains = await mountDomains(settings, { ...database, url }, log);
  const digest = settingsDigest(settings);
  let isRedisThere = false;
  let redisLosses = 0;
  return createServer({
    config: serverSettings(settings),
    clock: systemClock,
    rng: seededRng(settings['lab.seed'].value),
    log,
    kv:
      services.redis &&
      createRedisClient({
        url: network?.redisUrl ?? services.redis.url,
        deadlineMs: settings['cache.l2.deadlineMs'].value,
        retry: { firstMs: settings['redis.retryFirstMs'].value, longestMs: settings['redis.retryLongestMs'].value },
        onChange: (isReady, reason) => {
          if (isRedisThere && !isReady) redisLosses += 1;
          isRedisThere = isReady;
          log[isReady ? 'info' : 'warn']({ reason }, isReady ? 'Redis is there' : 'Redis is gone');
        },
      }),
    ...(services.redis && { rateCounter: redisRateCounter(network?.redisUrl ?? services.redis.url) }),
    domains,
    network,
    facts: () => ({
      node: process.version,
      // A run during which one of them was lost is told from one during which it was not, whether or not a request failed.
      postgres: `${database.version}${lostText(Math.max(...domains.map(({ pool }) => pool.getStats().losses)))}`,
      redis: `${services.redis?.version ?? 'none'}${lostText(redisLosses)}`,
      // Another network is another environment to whoever compares runs.
      ...(network === null ? {} : { network: describeNetwork(network.state) }),
      configuration: config.profile,
      environment: config.environment,
      settings: digest,
      users: String(settings['seed.users'].value),
      posts: String(settings['seed.posts'].value),
      events: String(settings['seed.events'].value),
      seed: String(settings['seed.number'].value),
    }),
    configReport: configReport(config),
  });
}

function lostText(times: number): string {
  return times === 0 ? '' : `, lost ${times} ×`;
}
