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

/** A server of all five domains, listening. */
export interface FiveDomainServer {
  readonly app: FastifyInstance;
  readonly url: string;
  /** Of a domain. */
  pool(domain: string): SqlPool;
  /** For the `authorization` header. */
  bearer(role: Role): string;
}

/** All five domains on a real PostgreSQL and a real Redis, with few rows, as start.ts puts them together. */
export interface FiveDomains extends FiveDomainServer {
  readonly database: TestDatabase;
  readonly redis: RedisProcess;
  /** One more server on the same database and Redis, set in its own way; it stops with the first. */
  startAnother(variables?: Variables, http?: Partial<HttpSettings>): Promise<FiveDomainServer>;
  stop(): Promise<void>;
}

/** Those that start.ts reads of its environment. */
type Variables = Readonly<Record<string, string>>;

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

/** `http`: what no variable sets. */
export async function startFiveDomains(
  variables: Variables = {},
  http: Partial<HttpSettings> = {},
): Promise<FiveDomains> {
  const services = await startTestServices();
  const { database, redis } = services;
  const prepared = await prepareDatabase(database.url, domainSeeds(settingsOf(variables)), log);
  const where = { ...prepared, url: database.url };
  const first = await startServer(where, redis.url, variables, http);
  const others: FiveDomainServer[] = [];
  return {
    ...first,
    database,
    redis,
    async startAnother(own = {}, ownHttp = http) {
      const other = await startServer(where, redis.url, { ...variables, ...own }, ownHttp);
      others.push(other);
      return other;
    },
    async stop() {
      await Promise.all([first, ...others].map(({ app }) => app.close()));
      await services.stop();
    },
  };
}

function settingsOf(variables: Variables) {
  return readConfig({ ...FEW_ROWS, DB_POOL_MIN: '1', DB_POOL_MAX: '3', ...variables }).settings;
}

async function startServer(
  database: Parameters<typeof mountDomains>[1],
  redisUrl: string,
  variables: Variables,
  http: Partial<HttpSettings>,
): Promise<FiveDomainServer> {
  const settings = settingsOf(variables);
  const kv = createRedisClient({ url: redisUrl, deadlineMs: 2_000 });
  const config = serverSettings(settings);
  const domains = await mountDomains(settings, database, log);
  const app = await createServer({
    config: { ...config, http: { ...config.http, ...http } },
    clock: systemClock,
    rng: seededRng(1),
    log,
    kv,
    domains,
    facts: () => ({ environment: 'development', configuration: 'users' }),
    configReport: {},
  });
  await new Promise<void>((resolve) => (kv.isReady ? resolve() : kv.onReady(resolve)));
  return {
    app,
    url: await app.listen({ host: '127.0.0.1', port: 0 }),
    pool(name) {
      const mounted = domains.find(({ domain }) => domain.name === name);
      if (mounted === undefined) throw new RangeError(`there is no domain ${name}`);
      return mounted.pool;
    },
    bearer: (role) => `Bearer ${app.jwt.sign({ role }, { expiresIn: '1h' })}`,
  };
}
