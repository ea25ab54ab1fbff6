import type { Domain } from '../domain.ts';
import { auditDomain } from '../domains/audit/audit-domain.ts';
import { opalDomain } from '../domains/opal/opal-domain.ts';
import { usersDomain } from '../domains/users/users-domain.ts';
import { workspaceDomain } from '../domains/workspace/workspace-domain.ts';
import type { VariantTotals } from '../lab/variant-totals.ts';
import { createCursorCodec } from '../page/cursor.ts';
import type { Logger } from '../ports.ts';
import { auditSeed } from '../seed/audit-seed.ts';
import type { DomainSeed } from '../seed/domain-seed.ts';
import { opalSeed } from '../seed/opal-seed.ts';
import { prepareDatabase } from '../seed/prepare-database.ts';
import { usersSeed } from '../seed/users-seed.ts';
import { workspaceSeed } from '../seed/workspace-seed.ts';
import { ask, json, type Received } from './ask.ts';
import { type DomainServer, startDomainServer } from './domain-server.ts';
import type { RedisProcess } from './redis-process.ts';
import type { TestDatabase } from './test-database.ts';
import { startTestServices } from './test-services.ts';

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

export interface SeededDomain {
  readonly seed: DomainSeed;
  readonly domain: Domain;
}

export const LAB_KEY = 'the lab key';

/** The first of the domains is the one whose pool is shown. */
export async function startLabServer(
  domains: readonly [SeededDomain, ...(readonly SeededDomain[])],
  log: Logger,
): Promise<LabServer> {
  const services = await startTestServices();
  const { database, redis } = services;
  const { role } = await prepareDatabase(
    database.url,
    domains.map(({ seed }) => seed),
    log,
  );
  const [{ domain }, ...others] = domains;
  const server = await startDomainServer({
    domain,
    others: others.map((other) => other.domain),
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
      await services.stop();
    },
  };
}

const cursors = createCursorCodec('a secret');
const page = { defaultLimit: 20, maxLimit: 100 };
const bulk = { maxRows: 500, batchSize: 10, concurrency: 4, attempts: 3, backoffMs: 10, timeoutMs: 5_000 };

export function usersForLab(sizes: { readonly users: number; readonly posts: number }): SeededDomain {
  const ttl = { userSeconds: 300, querySeconds: 300, reportSeconds: 300 };
  return { seed: usersSeed({ seed: 1, ...sizes }), domain: usersDomain({ cursors, ttl, page, maxBatchRows: 100 }) };
}

export function workspaceForLab(tasks: number): SeededDomain {
  const sizes = { workspaces: 1, members: 10, projects: 10, tasks, activities: 100 };
  const ttl = { taskSeconds: 300, profileSeconds: 300, analyticsSeconds: 300 };
  return { seed: workspaceSeed({ seed: 1, ...sizes }), domain: workspaceDomain({ cursors, ttl, page, bulk }) };
}

export function opalForLab(): SeededDomain {
  const sizes = { mappings: 24, rules: 24, metrics: 1_000 };
  const ttl = { mappingsSeconds: 300, rulesSeconds: 300, metricsSeconds: 300, coordinationSeconds: 300 };
  return { seed: opalSeed({ seed: 1, ...sizes }), domain: opalDomain({ ttl }) };
}

export function auditForLab(events: number): SeededDomain {
  return {
    seed: auditSeed({ seed: 1, organizations: 20, events }),
    domain: auditDomain({
      cursors,
      ttl: { eventsSeconds: 300, countSeconds: 300 },
      page,
      bulk,
      exportStallMs: 5_000,
      exportChunkRows: 1_000,
      preloadDays: 7,
    }),
  };
}
