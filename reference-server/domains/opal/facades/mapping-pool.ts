import { MAPPING_TTL_SECONDS } from '../../../cache/facades/mapping-cache.ts';
import { percentOf } from '../../../monitor/ratio.ts';
import type { SqlPool, SqlPoolStats } from '../../../ports.ts';
import { cacheTags } from '../cache-keys.ts';
import { configurationOf, metricsOf } from '../opal-statements.ts';
import { MAPPING_TYPES, METRICS_WINDOWS, OPAL_DOMAINS, oneOf } from '../opal-words.ts';

/** What document 000 reads of its pool, in percent; `null`: it has just started. Beside it the levels of the pool. */
export interface MappingPoolStats extends Pick<SqlPoolStats, 'max' | 'open' | 'idle' | 'waiting'> {
  readonly performance: { readonly poolUtilization: number | null };
}

/** The pool of OPAL by the names of document 000: what it reads is kept where the pool has a cache for rows. */
export class MappingPool {
  readonly #pool: Pick<SqlPool, 'query' | 'getStats'>;

  constructor(pool: Pick<SqlPool, 'query' | 'getStats'>) {
    this.#pool = pool;
  }

  /** The active mappings of a type, by domain. Rejects with HttpError 400 INVALID_FILTER for a type that there is not. */
  async getMappingConfig(type: string) {
    const known = oneOf(MAPPING_TYPES, 'type', type);
    const cache = { ttlSeconds: MAPPING_TTL_SECONDS.mapping, namespace: 'mappings', tags: [cacheTags.type(known)] };
    return { type: known, domains: await this.#pool.query({ ...configurationOf(known), cache }) };
  }

  /** What was measured in a domain, over the window up to its newest measurement. Rejects as `getMappingConfig` does. */
  async getOptimizationMetrics(domain: string, timeRange = '24h') {
    const of = oneOf(OPAL_DOMAINS, 'domain', domain);
    const window = oneOf(METRICS_WINDOWS, 'window', timeRange);
    const cache = { ttlSeconds: MAPPING_TTL_SECONDS.metrics, namespace: 'metrics' };
    return { domain: of, window, metrics: await this.#pool.query({ ...metricsOf(of, window), cache }) };
  }

  getStats(): MappingPoolStats {
    return mappingPoolStats(this.#pool.getStats());
  }
}

export function mappingPoolStats({ max, open, idle, waiting, ...totals }: SqlPoolStats): MappingPoolStats {
  const { busySeconds, capacitySeconds } = totals;
  return { max, open, idle, waiting, performance: { poolUtilization: percentOf(busySeconds, capacitySeconds) } };
}
