import type { FastifyInstance } from 'fastify';
import { meanQueryMs } from '../db/mean-query-ms.ts';
import type { Guard } from '../http/authentication.ts';
import type { SqlPoolStats } from '../ports.ts';
import { PerformanceMonitor } from './facades/performance-monitor.ts';
import { ratio } from './ratio.ts';
import { type Snapshot, total } from './snapshot.ts';

/** GET /api/v1/performance/database (pools) and GET /api/v1/performance/api (routes), since the start of the server. */
export function registerStatisticsRoutes(app: FastifyInstance, snapshot: () => Snapshot, guard: Guard): void {
  const forViewers = { onRequest: guard('viewer') };
  app.get('/api/v1/performance/database', forViewers, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return { data: databaseStatistics(snapshot()) };
  });
  app.get('/api/v1/performance/api', forViewers, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return { data: apiStatistics(snapshot(), process.uptime()) };
  });
}

function databaseStatistics({ pools }: Snapshot): object {
  return {
    ...poolStatistics(pools.map(({ stats }) => stats)),
    pools: Object.fromEntries(pools.map(({ domain, stats }) => [domain, poolStatistics([stats])])),
  };
}

/** Of several pools as if they were one. */
function poolStatistics(pools: readonly SqlPoolStats[]): object {
  const sum = (number: (stats: SqlPoolStats) => number) => total(pools, number);
  return {
    connections: {
      max: sum(({ max }) => max),
      open: sum(({ open }) => open),
      idle: sum(({ idle }) => idle),
      busy: sum(({ open, idle }) => open - idle),
      waiting: sum(({ waiting }) => waiting),
      leaks: sum(({ leaks }) => leaks),
      replaced: sum(({ replaced }) => replaced),
    },
    poolUtilization: ratio(
      sum(({ busySeconds }) => busySeconds),
      sum(({ capacitySeconds }) => capacitySeconds),
    ),
    queries: {
      statements: sum(({ statements }) => statements),
      errors: sum(({ errors }) => errors),
      slow: sum(({ slowStatements }) => slowStatements),
      averageTimeMs: meanQueryMs(pools),
    },
  };
}

function apiStatistics({ routes }: Snapshot, sinceSeconds: number): object {
  const monitor = new PerformanceMonitor({ routes: () => routes, seconds: () => sinceSeconds });
  return {
    sinceSeconds,
    summary: monitor.getPerformanceSummary(),
    routes: Object.fromEntries(
      routes.map(({ method, route }) => [`${method} ${route}`, monitor.getRouteMetrics(method, route)]),
    ),
  };
}
