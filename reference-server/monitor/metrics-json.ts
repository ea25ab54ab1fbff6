import { meanQueryMs } from '../db/mean-query-ms.ts';
import { compressionMetrics } from '../http/facades/compression-middleware.ts';
import type { SqlPoolStats } from '../ports.ts';
import { admissionJson } from './admission-json.ts';
import { cacheJson } from './cache-json.ts';
import { CONTROL_ROUTES } from './control-routes.ts';
import { documentPools, documentQueries } from './document-statistics.ts';
import { ratio } from './ratio.ts';
import { type Snapshot, total } from './snapshot.ts';

/**
 * The snapshot as document 004 prints it: cache, database, pool, compression, timestamp, and beside them HTTP and the
 * process. A ratio without anything to divide is `null`, never 0; `documented` is what a document prints, in its own units.
 */
export function metricsJson(snapshot: Snapshot): object {
  const load = snapshot.routes.filter(({ route }) => !CONTROL_ROUTES.has(route));
  const requests = total(load, (route) => route.requests);
  const { compression } = snapshot;
  return {
    cache: Object.fromEntries(snapshot.caches.map((cache) => [cache.domain, cacheJson(cache, snapshot.isRedisReady)])),
    database: Object.fromEntries(
      snapshot.pools.map(({ domain, stats }) => [domain, databaseJson(snapshot, domain, stats)]),
    ),
    pool: Object.fromEntries(snapshot.pools.map(({ domain, stats }) => [domain, poolJson(domain, stats)])),
    compression: {
      ...compression,
      bytesSaved: compression.bytesIn - compression.bytesOut,
      compressionRate: ratio(compression.bytesIn - compression.bytesOut, compression.bytesIn),
      averageMs: ratio(compression.seconds * 1000, compression.bodies),
      documented: compressionMetrics(compression),
    },
    timestamp: snapshot.at,
    http: {
      requests,
      errors: total(load, (route) => route.errors),
      responseBytes: total(load, (route) => route.responseBytes),
      averageResponseTimeMs: ratio(
        total(load, (route) => route.durationMs),
        requests,
      ),
      routes: Object.fromEntries(
        snapshot.routes.map((route) => [
          `${route.method} ${route.route}`,
          {
            requests: route.requests,
            errors: route.errors,
            responseBytes: route.responseBytes,
            averageResponseTimeMs: ratio(route.durationMs, route.requests),
          },
        ]),
      ),
    },
    ...admissionJson(snapshot),
    process: {
      cpuSeconds: snapshot.cpuSeconds,
      gcSeconds: snapshot.gcSeconds,
      rssBytes: snapshot.rssBytes,
      eventLoopDelayP99Ms: snapshot.eventLoopDelayP99Ms,
    },
    redis: { commands: snapshot.redisCommands },
    business: snapshot.business,
    monitoring: snapshot.monitoring,
    server: snapshot.facts,
  };
}

function databaseJson(snapshot: Snapshot, domain: string, stats: SqlPoolStats): object {
  const cache = snapshot.queryCaches.find((entry) => entry.domain === domain)?.stats;
  return {
    statements: stats.statements,
    errors: stats.errors,
    avgQueryTime: meanQueryMs([stats]),
    slowQueries: stats.slowStatements,
    // Of the statements that asked to be kept; answers that are kept whole need no statement.
    cacheHitRate: cache === undefined ? null : ratio(cache.l1Hits + cache.l2Hits, cache.reads),
    documented: cache === undefined ? undefined : documentQueries[domain]?.(stats, cache),
    queryCache:
      cache === undefined ? null : cacheJson({ domain: `${domain}.queries`, stats: cache }, snapshot.isRedisReady),
  };
}

function poolJson(domain: string, stats: SqlPoolStats): object {
  return {
    max: stats.max,
    open: stats.open,
    idle: stats.idle,
    waiting: stats.waiting,
    busySeconds: stats.busySeconds,
    capacitySeconds: stats.capacitySeconds,
    poolUtilization: ratio(stats.busySeconds, stats.capacitySeconds),
    exhausted: stats.exhausted,
    abandoned: stats.abandoned,
    leaks: stats.leaks,
    replaced: stats.replaced,
    connections: stats.connections,
    documented: documentPools[domain]?.(stats),
  };
}
