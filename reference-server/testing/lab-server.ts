import type { Domain } from '../domain.ts';
import type { VariantTotals } from '../lab/switchboard.ts';
import type { Logger } from '../ports.ts';
import type { DomainSeed } from '../seed/domain-seed.ts';
import { prepareDatabase } from '../seed/prepare-database.ts';
import { ask, json, type Received } from './ask.ts';
import { type DomainServer, startDomainServer } from './domain-server.ts';
import { type RedisProcess, startRedisProcess } from './redis-process.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

/** A server with a lab on a seeded database and a Redis of its own. */
export interface LabServer extends DomainServer {
  readonly database: TestDatabase;
  readonly redis: RedisProcess;
  /** PUT /lab/variants. */
  declare(variants: object): Promise<Received>;
  /** GET a path in a variant, with the token. */
  askIn(variant: string, path: string, headers?: Record<string, string>): Promise<Received>;
  /** What GET /lab/variants tells of one. */
  totals(variant: string): Promise<VariantTotals>;
  stop(): Promise<void>;
}

export const LAB_KEY = 'the lab key';

export async function startLabServer(seed: DomainSeed, domain: Domain, log: Logger): Promise<LabServer> {
  const [database, redis] = await Promise.all([startTestDatabase(), startRedisProcess()]);
  const { role } = await prepareDatabase(database.url, [seed], log);
  const server = await startDomainServer({
    domain,
    databaseUrl: database.url,
    role,
    redisUrl: redis.url,
    log,
    labKey: LAB_KEY,
  });
  const key = { 'x-lab-key': LAB_KEY };
  const lab = `${server.url}/lab/variants`;
  return {
    ...server,
    database,
    redis,
    declare: (variants) =>
      ask(lab, {
        method: 'PUT',
        headers: { ...key, 'content-type': 'application/json' },
        body: JSON.stringify(variants),
      }),
    askIn: (variant, path, headers = {}) =>
      ask(server.url + path, {
        headers: { ...key, 'x-lab-variant': variant, authorization: `Bearer ${server.token}`, ...headers },
      }),
    async totals(variant) {
      const all = json(await ask(lab, { headers: key })) as Record<string, VariantTotals>;
      const totals = all[variant];
      if (totals === undefined) throw new RangeError(`there is no variant ${variant}`);
      return totals;
    },
    async stop() {
      await server.app.close();
      await Promise.all([database.stop(), redis.stop()]);
    },
  };
}
