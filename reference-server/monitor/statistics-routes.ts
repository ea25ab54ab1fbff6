import type { FastifyInstance } from 'fastify';
import { meanQueryMs } from '../db/mean-query-ms.ts';
import type { Guard } from '../http/authentication.ts';
import type { SqlPoolStats } from '../ports.ts';
import { CONTROL_ROUTES } from './control-routes.ts';
import { ratio } from './ratio.ts';
import { LATENCY_BOUNDS_MS, type RouteMetrics } from './route-metrics.ts';
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

function apiStatistics({ routes }: Snapshot, seconds: number): object {
  const load = routes.filter(({ route }) => !CONTROL_ROUTES.has(route));
  const requests = total(load, (route) => route.requests);
  const errors = total(load, (route) => route.errors);
  const durationMs = total(load, (route) => route.durationMs);
  return {
    sinceSeconds: seconds,
    summary: {
      requests,
      errors,
      errorRate: ratio(errors, requests),
      averageResponseTime: ratio(durationMs, requests),
      throughput: requests / seconds,
    },
    routes: Object.fromEntries(
      routes.map((route) => [`${route.method} ${route.route}`, routeStatistics(route, seconds)]),
    ),
  };
}

function routeStatistics(route: RouteMetrics, seconds: number): object {
  const { requests, errors, durationMs, responseBytes, cacheMisses } = route;
  return {
    requests,
    errors,
    errorRate: ratio(errors, requests),
    averageResponseTime: ratio(durationMs, requests),
    p50AtMostMs: boundOf(route, 0.5),
    p95AtMostMs: boundOf(route, 0.95),
    p99AtMostMs: boundOf(route, 0.99),
    throughput: requests / seconds,
    responseBytes,
    cacheMisses,
  };
}

/** The least bound of the buckets that this share of the answers lies within; `null`: it lies above them all, or there is none. */
function boundOf({ requests, latencyCounts }: RouteMetrics, share: number): number | null {
  let within = 0;
  const place = latencyCounts.findIndex((count) => {
    within += count;
    return requests > 0 && within >= share * requests;
  });
  return LATENCY_BOUNDS_MS[place] ?? null;
}
