import type { FastifyInstance } from 'fastify';
import type { Cache } from '../cache/cache.ts';
import type { KvClient } from '../cache/kv-client.ts';
import type { Compressor } from '../http/compressor.ts';
import type { Clock, SqlPool } from '../ports.ts';
import { EventLoopDelay } from './event-loop-delay.ts';
import { checkHealth } from './health.ts';
import { registerMonitorRoutes } from './monitor-routes.ts';
import type { RequestLog } from './request-log.ts';
import type { Snapshot } from './snapshot.ts';

export interface MonitorParts {
  readonly domains: readonly {
    readonly name: string;
    readonly pool: SqlPool;
    readonly cache: Pick<Cache<unknown>, 'getStats'>;
  }[];
  readonly kv: KvClient | null;
  readonly clock: Clock;
  readonly requests: RequestLog;
  readonly compressor: Compressor;
  readonly facts: () => Readonly<Record<string, string>>;
}

/** Puts /metrics and /health on the server. The one thing that runs by itself is the sampling of the event loop, until `stop`. */
export function startMonitor(app: FastifyInstance, parts: MonitorParts): { stop(): void } {
  const { domains, kv, clock, requests, compressor, facts } = parts;
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
  registerMonitorRoutes(app, { snapshot, health: () => checkHealth(domains, kv, clock) });
  return { stop: () => eventLoop.stop() };
}
