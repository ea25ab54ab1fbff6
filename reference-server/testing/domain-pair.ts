import type { Domain } from '../domain.ts';
import type { Logger } from '../ports.ts';
import type { DomainSeed } from '../seed/domain-seed.ts';
import { prepareDatabase } from '../seed/prepare-database.ts';
import { type DomainServer, startDomainServer } from './domain-server.ts';
import type { TestDatabase } from './test-database.ts';
import { startTestServices } from './test-services.ts';

/** Two servers of one domain on one seeded database and one Redis, as behind a load balancer. */
export interface DomainPair {
  readonly servers: readonly DomainServer[];
  readonly database: TestDatabase;
  readonly redisUrl: string;
  stop(): Promise<void>;
}

/** `makeDomain` is called once a server: they share nothing but what lies outside the process. */
export async function startDomainPair(seed: DomainSeed, makeDomain: () => Domain, log: Logger): Promise<DomainPair> {
  const services = await startTestServices();
  const { database, redis } = services;
  const { role } = await prepareDatabase(database.url, [seed], log);
  const start = () =>
    startDomainServer({ domain: makeDomain(), databaseUrl: database.url, role, redisUrl: redis.url, log });
  const servers = await Promise.all([start(), start()]);
  return {
    servers,
    database,
    redisUrl: redis.url,
    async stop() {
      await Promise.all(servers.map(({ app }) => app.close()));
      await services.stop();
    },
  };
}
