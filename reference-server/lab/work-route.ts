import type { FastifyInstance } from 'fastify';
import type { KvClient } from '../cache/kv-client.ts';
import { readStatements, type StatementTotals } from '../db/statement-statistics.ts';
import type { PhaseTotals } from '../http/timing.ts';
import { CONTROL_ROUTES } from '../monitor/control-routes.ts';
import type { RequestLog } from '../monitor/request-log.ts';
import { total } from '../monitor/snapshot.ts';
import type { SqlPool } from '../ports.ts';
import { labGuard } from './lab-guard.ts';

export interface WorkParts {
  readonly requests: RequestLog;
  readonly phases: PhaseTotals;
  readonly kv: KvClient | null;
  /** Any of the server's: they share a database and a role. `undefined`: it has none. */
  readonly pool: SqlPool | undefined;
}

/** Work since the start, by what it went into; `gaps` names in a sentence each what cannot be told. */
interface WorkTotals {
  readonly requests: number;
  readonly phases: readonly { readonly name: string; readonly ms: number }[];
  readonly statements: readonly StatementTotals[];
  readonly commands: readonly { readonly name: string; readonly calls: number }[];
  readonly gaps: readonly string[];
}

/** GET /lab/work: where the work of all requests went, for whoever explains the difference between two servers. */
export function registerWorkRoute(app: FastifyInstance, key: string, parts: WorkParts): void {
  app.get('/lab/work', { onRequest: labGuard(key), handler: () => readWork(parts) });
}

async function readWork({ requests, phases, kv, pool }: WorkParts): Promise<WorkTotals> {
  const load = requests.routes.filter(({ route }) => !CONTROL_ROUTES.has(route));
  const gaps: string[] = [];
  if (kv === null) gaps.push('There is no Redis, so no commands were sent.');
  const statements = pool === undefined ? [] : await readStatements(pool).catch(() => null);
  if (statements === null) gaps.push('SQL statements cannot be told apart: pg_stat_statements cannot be read.');
  return {
    requests: total(load, (route) => route.requests),
    phases: Object.entries(phases).map(([name, ms]) => ({ name, ms })),
    statements: statements ?? [],
    commands: Object.entries(kv?.getCommandCounts() ?? {}).map(([name, calls]) => ({ name, calls })),
    gaps,
  };
}
