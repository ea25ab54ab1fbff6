import type { FastifyInstance } from 'fastify';
import { createRedisClient } from '../cache/redis-client.ts';
import { readConfig } from '../config/config.ts';
import { serverSettings } from '../config/server-settings.ts';
import type { Role } from '../http/authentication.ts';
import { domainSeeds, mountDomains } from '../mount-domains.ts';
import type { Logger, SqlPool } from '../ports.ts';
import { prepareDatabase } from '../seed/prepare-database.ts';
import { seededRng } from '../seeded-rng.ts';
import { createServer } from '../server.ts';
import type { HttpSettings } from '../server-config.ts';
import { systemClock } from '../system-clock.ts';
import type { RedisProcess } from './redis-process.ts';
import type { TestDatabase } from './test-database.ts';
import { startTestServices } from './test-services.ts';

/** All five domains on a real PostgreSQL and a real Redis, with few rows, as start.ts puts them together. */
export interface FiveDomains {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly database: TestDatabase;
  readonly redis: RedisProcess;
  /** Of a domain. */
  pool(domain: string): SqlPool;
  /** For the `authorization` header. */
  bearer(role: Role): string;
  stop(): Promise<void>;
}

const log: Logger = { info() {}, warn() {}, error() {} };
const FEW_ROWS = {
  SEED_POSTS: '1000',
  SEED_USERS: '100',
  SEED_EVENTS: '1000',
  SEED_ORGANIZATIONS: '20',
  SEED_TASKS: '1000',
  SEED_ACTIVITIES: '1000',
  SEED_LEARNERS: '100',
  SEED_LEARNING_EVENTS: '1000',
  SEED_METRICS: '1000',
};

/** `variables` are those that start.ts reads of its environment; `http`: what none of them sets. */
export async function startFiveDomains(
  variables: Readonly<Record<string, string>> = {},
  http: Partial<HttpSettings> = {},
): Promise<FiveDomains> {
  const services = await startTestServices();
  const { database, redis } = services;
  const { settings } = readConfig({ ...FEW_ROWS, DB_POOL_MIN: '1', DB_POOL_MAX: '3', ...variables });
  const prepared = await prepareDatabase(database.url, domainSeeds(settings), log);
  const kv = createRedisClient({ url: redis.url, deadlineMs: 2_000 });
  const config = serverSettings(settings);
  const domains = await mountDomains(settings, { ...prepared, url: database.url }, log);
  const app = await createServer({
    config: { ...config, http: { ...config.http, ...http } },
    clock: systemClock,
    rng: seededRng(1),
    log,
    kv,
    domains,
    facts: () => ({ environment: 'development', profile: 'users' }),
    configReport: {},
  });
  await new Promise<void>((resolve) => (kv.isReady ? resolve() : kv.onReady(resolve)));
  return {
    app,
    url: await app.listen({ host: '127.0.0.1', port: 0 }),
    database,
    redis,
    pool(name) {
      const mounted = domains.find(({ domain }) => domain.name === name);
      if (mounted === undefined) throw new RangeError(`there is no domain ${name}`);
      return mounted.pool;
    },
    bearer: (role) => `Bearer ${app.jwt.sign({ role }, { expiresIn: '1h' })}`,
    async stop() {
      await app.close();
      await services.stop();
    },
  };
}
