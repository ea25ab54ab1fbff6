import type { FastifyInstance } from 'fastify';
import type { AdmissionQueue } from '../admission/admission-queue.ts';
import type { MemoryGuard } from '../admission/memory-guard.ts';
import type { Cache } from '../cache/cache.ts';
import type { KvClient } from '../cache/kv-client.ts';
import type { WarmUpEntry } from '../cache/warm-up.ts';
import type { Guard } from '../http/authentication.ts';
import type { CachedBody } from '../http/cached-body.ts';
import type { Compressor } from '../http/compressor.ts';
import type { Clock, SqlPool } from '../ports.ts';
import type { MonitorSettings } from '../server-config.ts';
import type { AnswerTimes } from './answer-times.ts';
import type { BusinessCounters } from './business-counters.ts';
import { registerCacheRoutes } from './cache-routes.ts';
import { EventLoopDelay } from './event-loop-delay.ts';
import { GcTime } from './gc-time.ts';
import { checkHealth } from './health.ts';
import { registerMonitorRoutes } from './monitor-routes.ts';
import { registerMonitoringRoutes } from './monitoring-routes.ts';
import { registerPerformanceRoutes } from './performance-routes.ts';
import type { RequestLog } from './request-log.ts';
import { Sampler } from './sampling/sampler.ts';
import type { Snapshot } from './snapshot.ts';
import { registerStatisticsRoutes } from './statistics-routes.ts';

export interface MonitorParts {
  readonly settings: MonitorSettings;
  readonly domains: readonly {
    readonly name: string;
    readonly pool: SqlPool;
    readonly cache: Cache<CachedBody>;
    readonly queries: Pick<Cache<unknown>, 'getStats' | 'deletePattern'>;
    /** What is loaded when the caches are warmed up. */
    readonly hot: readonly WarmUpEntry<CachedBody>[];
    readonly answers: AnswerTimes;
  }[];
  readonly kv: KvClient | null;
  readonly clock: Clock;
  readonly requests: RequestLog;
  readonly compressor: Compressor;
  readonly queue: AdmissionQueue;
  readonly memory: MemoryGuard;
  readonly guard: Guard;
  readonly business: BusinessCounters;
  readonly facts: () => Readonly<Record<string, string>>;
}

/**
 * Puts /metrics, /health, and what observes and steers the server below /api/performance and /api/v1/performance on it. By itself
 * runs the sampling of the event loop and, where it is on, that of everything else, until `stop`.
 */
export function startMonitor(app: FastifyInstance, parts: MonitorParts): { stop(): void } {
  const { settings, domains, kv, clock, requests, compressor, queue, memory, guard, business, facts } = parts;
  const eventLoop = new EventLoopDelay();
  const gc = new GcTime();
  const snapshot = (): Snapshot => {
    const cpu = process.cpuUsage();
    return {
      at: clock.wallMs(),
      routes: requests.routes,
      caches: domains.map(({ name, cache }) => ({ domain: name, stats: cache.getStats() })),
      answers: domains.map(({ name, answers }) => ({ domain: name, stats: answers.getTotals() })),
      queryCaches: domains.map(({ name, queries }) => ({ domain: name, stats: queries.getStats() })),
      pools: domains.map(({ name, pool }) => ({ domain: name, stats: pool.getStats() })),
      compression: compressor.getStats(),
      admission: queue.getStats(),
      memory: memory.state,
      redisCommands: kv?.getCommandCount() ?? 0,
      isRedisReady: kv?.isReady ?? false,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
      gcSeconds: gc.seconds,
      rssBytes: process.memoryUsage.rss(),
      eventLoopDelayP99Ms: eventLoop.p99Ms,
      business: business.totals,
      monitoring: sampler.state,
      facts: facts(),
    };
  };
  const sampler = new Sampler(settings, snapshot, clock);
  if (settings.isSampling) sampler.start();
  const health = () =>
    checkHealth(domains, kv, clock, { queue: queue.getStats(), memory: memory.state, limits: settings.health });
  registerMonitorRoutes(app, { snapshot, health, guard });
  registerMonitoringRoutes(app, { sampler, snapshot, health, guard });
  registerStatisticsRoutes(app, snapshot, guard);
  registerCacheRoutes(app, domains, guard);
  registerPerformanceRoutes(app, { snapshot, health, guard, caches: domains, targetMs: settings.targetResponseMs });
  return {
    stop() {
      eventLoop.stop();
      gc.stop();
      sampler.stop();
    },
  };
}
