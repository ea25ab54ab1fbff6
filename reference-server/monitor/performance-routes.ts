import type { FastifyInstance } from 'fastify';
import type { Cache } from '../cache/cache.ts';
import { type WarmUpEntry, warmUp } from '../cache/warm-up.ts';
import type { Guard } from '../http/authentication.ts';
import type { CachedBody } from '../http/cached-body.ts';
import { fieldsOf } from '../http/fields.ts';
import { HttpError } from '../http/http-error.ts';
import type { Health } from './health.ts';
import { invalidate, invalidationOf, type KeptDomain } from './invalidation.ts';
import { metricsJson } from './metrics-json.ts';
import { opalJson } from './opal-json.ts';
import { baselineOf, sinceBaseline } from './since-baseline.ts';
import type { Snapshot } from './snapshot.ts';

export interface PerformanceParts {
  readonly snapshot: () => Snapshot;
  readonly health: () => Promise<Health>;
  readonly guard: Guard;
  /** What is asked of a response of OPAL. */
  readonly targetMs: number;
  readonly caches: readonly (KeptDomain & {
    readonly cache: Cache<CachedBody>;
    readonly hot: readonly WarmUpEntry<CachedBody>[];
  })[];
}

const PATH = '/api/performance/metrics';

/**
 * GET and POST /api/performance/metrics of document 000, for technical admins: what /metrics counts, since the last
 * reset, and the actions `reset_metrics`, `invalidate_cache` and `warm_cache`. A reset changes nothing of /metrics.
 */
export function registerPerformanceRoutes(app: FastifyInstance, parts: PerformanceParts): void {
  const { snapshot, health, caches } = parts;
  const onRequest = parts.guard('technical_admin');
  let baseline: Snapshot | null = null;

  app.get(PATH, { onRequest }, async (_request, reply) => {
    const components = await health();
    const now = snapshot();
    const counted = baseline === null ? now : sinceBaseline(now, baseline);
    const uptimeSeconds = process.uptime();
    reply.header('cache-control', 'no-store');
    return {
      system: { uptimeSeconds, nodeVersion: process.version, environment: now.facts.environment ?? null },
      countedSince: new Date(baseline?.at ?? now.at - uptimeSeconds * 1000).toISOString(),
      health: components,
      ...metricsJson(counted),
      opal: opalJson(counted, parts.targetMs),
    };
  });

  app.post(PATH, { onRequest }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { action, pattern, strategy } = fieldsOf(request.body);
    if (action === 'invalidate_cache') {
      // Left out: all of them.
      const isAll = pattern === undefined && strategy === undefined;
      const patterns = invalidationOf(isAll ? { pattern: '*' } : { pattern, strategy });
      if (typeof patterns === 'string') throw invalid(patterns);
      await invalidate(caches, patterns);
      return strategy === undefined
        ? { success: true, action, pattern: pattern ?? '*' }
        : { success: true, action, strategy };
    }
    if (pattern !== undefined || strategy !== undefined)
      throw invalid('pattern and strategy belong to invalidate_cache');
    if (action === 'reset_metrics') {
      baseline = baselineOf(snapshot());
      return { success: true, action };
    }
    if (action === 'warm_cache') {
      const results = await Promise.all(caches.map(({ cache, hot }) => warmUp(cache, hot)));
      const sum = (name: 'loaded' | 'held' | 'failed') => results.reduce((all, result) => all + result[name], 0);
      const failed = sum('failed');
      return { success: failed === 0, action, loaded: sum('loaded'), held: sum('held'), failed };
    }
    throw invalid('action is one of reset_metrics, invalidate_cache, warm_cache');
  });
}

function invalid(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'INVALID_ACTION', message });
}
