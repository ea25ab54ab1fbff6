import type { FastifyInstance } from 'fastify';
import type { Cache } from '../cache/cache.ts';
import type { KvClient } from '../cache/kv-client.ts';
import type { WarmUpEntry } from '../cache/warm-up.ts';
import type { Guard } from '../http/authentication.ts';
import type { CachedBody } from '../http/cached-body.ts';
import type { Compressor } from '../http/compressor.ts';
import type { Clock, SqlPool } from '../ports.ts';
import { EventLoopDelay } from './event-loop-delay.ts';
import { checkHealth } from './health.ts';
import { registerMonitorRoutes } from './monitor-routes.ts';
import { registerPerformanceRoutes } from './performance-routes.ts';
import type { RequestLog } from './request-log.ts';
import type { Snapshot } from './snapshot.ts';

export interface MonitorParts {
  readonly domains: readonly {
    readonly name: string;
    readonly pool: SqlPool;
    readonly cache: Cache<CachedBody>;
    /** What is loaded when the caches are warmed up. */
    readonly hot: readonly WarmUpEntry<CachedBody>[];
  }[];
  readonly kv: KvClient | null;
  readonly clock: Clock;
  readonly requests: RequestLog;
  readonly compressor: Compressor;
  readonly guard: Guard;
  readonly facts: () => Readonly<Record<string, string>>;
}

/** Puts /metrics, /health and /api/performance/metrics on the server. The one thing that runs by itself is the sampling of the event loop, until `stop`. */
export function startMonitor(app: FastifyInstance, parts: MonitorParts): { stop(): void } {
  const { domains, kv, clock, requests, compressor, guard, facts } = parts;
  const eventLoop = new EventLoopDelay();
  const snapshot = (): Snapshot => {
    const cpu = process.cpuUsage();
    return {
      at: clock.wallMs(),
      routes: requests.routes,
      caches: domains.map(({ name, cache }) => ({ domain: name, stats: cache.getStats() })),
      pools: domains.map(({ name, pool }) => ({ domain: name, stats: pool.getStats() })),
      compression: compressor.getStats(),
      redisCommands: kv?.getCommandCount() ?? 0,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
      rssBytes: process.memoryUsage.rss(),
      eventLoopDelayP99Ms: eventLoop.p99Ms,
      facts: facts(),
    };
  };
  const health = () => checkHealth(domains, kv, clock);
  registerMonitorRoutes(app, { snapshot, health });
  registerPerformanceRoutes(app, { snapshot, health, guard, caches: domains });
  return { stop: () => eventLoop.stop() };
}
