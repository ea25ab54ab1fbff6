import type { DomainContext } from '../../domain.ts';
import { cacheKeys } from './cache-keys.ts';
import type { OpalTtl } from './opal-domain.ts';
import {
  METRICS_WINDOWS,
  type MetricsWindow,
  OPAL_DOMAINS,
  type OpalDomain,
  oneOf,
  WINDOW_HOURS,
} from './opal-words.ts';

interface MetricsOf {
  readonly domain: OpalDomain;
  readonly window: MetricsWindow;
}

/** GET /api/metrics/:domain?window=24h: what was measured in a domain, over the time up to its newest measurement. */
export function registerMetricsRoute({ cachedGet, pool }: DomainContext, ttl: OpalTtl): void {
  cachedGet<MetricsOf>({
    url: '/api/metrics/:domain',
    input: ({ params, query }) => ({
      domain: oneOf(OPAL_DOMAINS, 'domain', (params as { readonly domain?: string }).domain),
      window: oneOf(METRICS_WINDOWS, 'window', (query as Readonly<Record<string, unknown>>).window ?? '24h'),
    }),
    key: ({ domain, window }) => cacheKeys.metrics(domain, window),
    ttlSeconds: ttl.metricsSeconds,
    hot: OPAL_DOMAINS.map((domain) => ({ domain, window: '24h' })),
    async load({ domain, window }, timing) {
      const text = `
        SELECT name, count(*)::int AS measurements, avg(value) AS mean, min(value) AS least, max(value) AS most,
          percentile_cont(0.95) WITHIN GROUP (ORDER BY value) AS p95
        FROM opal.metrics
        WHERE domain = $1
          AND measured_at > (SELECT max(measured_at) FROM opal.metrics WHERE domain = $1) - interval '1 hour' * $2::int
        GROUP BY name ORDER BY name`;
      const values = [domain, WINDOW_HOURS[window]];
      const metrics = await pool.query({ name: 'metrics', text, values, timeout: 'cached' }, timing);
      return { data: { domain, window, metrics } };
    },
  });
}
