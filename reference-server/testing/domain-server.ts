import type { FastifyInstance } from 'fastify';
import { createRedisClient } from '../cache/redis-client.ts';
import { readConfig } from '../config/config.ts';
import { serverSettings } from '../config/server-settings.ts';
import { openPostgresPool, type PostgresPoolOptions } from '../db/postgres-pool.ts';
import type { Domain } from '../domain.ts';
import { labOfDomain } from '../lab/lab-of-domain.ts';
import type { Logger, SqlPool } from '../ports.ts';
import { seededRng } from '../seeded-rng.ts';
import { createServer } from '../server.ts';
import { systemClock } from '../system-clock.ts';
import { poolOptions } from './pool-options.ts';

export interface DomainServer {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly pool: SqlPool;
  /** Of the mightiest role. */
  readonly token: string;
}

/** A domain on a real database, listening; `redisUrl: null`: without a second tier. */
export async function startDomainServer(options: {
  readonly domain: Domain;
  readonly databaseUrl: string;
  readonly role: string | null;
  readonly redisUrl: string | null;
  readonly log: Logger;
  readonly pool?: Partial<PostgresPoolOptions>;
  /** Mounted beside it. */
  readonly others?: readonly Domain[];
  /** Left out: there is no lab. */
  readonly labKey?: string;
}): Promise<DomainServer> {
  const { domain, databaseUrl, role, redisUrl, log } = options;
  const ofPool = poolOptions(databaseUrl, log, { role, min: 1, max: 5, ...options.pool });
  const mount = async (one: Domain) => ({
    domain: one,
    pool: await openPostgresPool(ofPool),
    lab: labOfDomain(one.name, ofPool),
  });
  const first = await mount(domain);
  const others = await Promise.all((options.others ?? []).map(mount));
  const kv = redisUrl === null ? null : createRedisClient({ url: redisUrl, deadlineMs: 2_000 });
  await new Promise<void>((resolve) => (kv === null || kv.isReady ? resolve() : kv.onReady(resolve)));
  const app = await createServer({
    config: serverSettings(readConfig({ LAB_KEY: options.labKey }).settings),
    clock: systemClock,
    rng: seededRng(1),
    log,
    kv,
    domains: [first, ...others],
    facts: () => ({}),
    configReport: {},
  });
  const token = app.jwt.sign({ role: 'technical_admin' }, { expiresIn: '1h' });
  return { app, url: await app.listen({ host: '127.0.0.1', port: 0 }), pool: first.pool, token };
}
