import type { CacheStats } from '../cache/cache.ts';
import { STATEMENT_BOUNDS_MS } from '../db/statement-watch.ts';
import type { SqlPoolStats } from '../ports.ts';
import { answerFamily } from './answer-family.ts';
import { cacheFamilies } from './cache-families.ts';
import { counter, gauge, type MetricFamily, type MetricSample } from './prometheus-text.ts';
import { type NamedStats, type Snapshot, total } from './snapshot.ts';

/** The cache and the pool of each domain, and their sums. */
export function domainFamilies({
  caches,
  answers,
  queryCaches,
  pools,
  redisCommands,
}: Snapshot): readonly MetricFamily[] {
  return [
    ...readFamilies(caches),
    ...cacheFamilies(caches),
    answerFamily(answers),
    ...queryCacheFamilies(queryCaches),
    counter('redis_commands_total', 'Commands sent to Redis.', redisCommands),
    ...poolFamilies(pools),
  ];
}

function readFamilies(caches: readonly NamedStats<CacheStats>[]): readonly MetricFamily[] {
  const sum = (number: (stats: CacheStats) => number) => total(caches, ({ stats }) => number(stats));
  const each = (number: (stats: CacheStats) => number) => byDomain(caches, number);
  const tiers = [
    { labels: { tier: 'l1' }, value: sum((stats) => stats.l1Hits) },
    { labels: { tier: 'l2' }, value: sum((stats) => stats.l2Hits) },
  ];
  const tiersByDomain = caches.flatMap(({ domain, stats }) => [
    { labels: { domain, tier: 'l1' }, value: stats.l1Hits },
    { labels: { domain, tier: 'l2' }, value: stats.l2Hits },
  ]);
  return [
    counter(
      'cache_requests_total',
      'Reads of the cache.',
      sum((stats) => stats.reads),
    ),
    counter('cache_hits_total', 'Reads that a tier answered.', tiers),
    counter(
      'cache_misses_total',
      'Reads that no tier answered.',
      sum((stats) => stats.misses),
    ),
    counter(
      'domain_cache_requests_total',
      'Reads of the cache, by domain.',
      each((stats) => stats.reads),
    ),
    counter('domain_cache_hits_total', 'Reads that a tier answered, by domain.', tiersByDomain),
  ];
}

function queryCacheFamilies(caches: readonly NamedStats<CacheStats>[]): readonly MetricFamily[] {
  const hits = caches.flatMap(({ domain, stats }) => [
    { labels: { domain, tier: 'l1' }, value: stats.l1Hits },
    { labels: { domain, tier: 'l2' }, value: stats.l2Hits },
  ]);
  return [
    counter(
      'domain_query_cache_requests_total',
      'Statements that asked for kept rows.',
      byDomain(caches, (stats) => stats.reads),
    ),
    counter('domain_query_cache_hits_total', 'Those that a tier answered.', hits),
    ...cacheFamilies(caches, 'domain_query_cache'),
  ];
}

function poolFamilies(pools: readonly NamedStats<SqlPoolStats>[]): readonly MetricFamily[] {
  const sum = (number: (stats: SqlPoolStats) => number) => total(pools, ({ stats }) => number(stats));
  const each = (number: (stats: SqlPoolStats) => number) => byDomain(pools, number);
  const busy = (stats: SqlPoolStats) => stats.busySeconds;
  const capacity = (stats: SqlPoolStats) => stats.capacitySeconds;
  return [
    counter('pool_busy_seconds_total', 'Seconds that connections were lent out, summed over them.', sum(busy)),
    counter('pool_capacity_seconds_total', 'Seconds that they could have been lent out.', sum(capacity)),
    counter(
      'sql_statements_total',
      'SQL statements run.',
      sum((stats) => stats.statements),
    ),
    counter('domain_pool_busy_seconds_total', 'As pool_busy_seconds_total, by domain.', each(busy)),
    counter('domain_pool_capacity_seconds_total', 'As pool_capacity_seconds_total, by domain.', each(capacity)),
    gauge(
      'domain_pool_open',
      'Open connections.',
      each((stats) => stats.open),
    ),
    gauge(
      'domain_pool_waiting',
      'Callers that wait for a connection.',
      each((stats) => stats.waiting),
    ),
    counter(
      'domain_pool_exhausted_total',
      'Callers that got no connection in time.',
      each((stats) => stats.exhausted),
    ),
    counter(
      'domain_pool_abandoned_total',
      'Callers that left while they waited for a connection.',
      each((stats) => stats.abandoned),
    ),
    counter(
      'domain_pool_leaks_total',
      'Connections that were held too long.',
      each((stats) => stats.leaks),
    ),
    counter(
      'domain_pool_replaced_total',
      'Connections that did not answer when they were asked.',
      each((stats) => stats.replaced),
    ),
    counter(
      'domain_sql_statements_total',
      'SQL statements run, by domain.',
      each((stats) => stats.statements),
    ),
    counter(
      'domain_sql_errors_total',
      'SQL statements that failed.',
      each((stats) => stats.errors),
    ),
    counter(
      'domain_sql_slow_statements_total',
      'SQL statements that were slow.',
      each((stats) => stats.slowStatements),
    ),
    counter(
      'domain_sql_seconds_total',
      'Time spent in SQL statements.',
      each((stats) => stats.statementSeconds),
    ),
    {
      name: 'domain_sql_duration_seconds',
      type: 'histogram',
      help: 'SQL statements by duration, the wait for a connection left out, by domain.',
      samples: pools.flatMap(durationSamples),
    },
  ];
}

function durationSamples({ domain, stats }: NamedStats<SqlPoolStats>): readonly MetricSample[] {
  let within = 0;
  const buckets = stats.durationCounts.map((count, index) => {
    within += count;
    const boundMs = STATEMENT_BOUNDS_MS[index];
    const le = boundMs === undefined ? '+Inf' : String(boundMs / 1000);
    return { suffix: '_bucket', labels: { domain, le }, value: within };
  });
  return [
    ...buckets,
    { suffix: '_sum', labels: { domain }, value: stats.statementSeconds },
    { suffix: '_count', labels: { domain }, value: within },
  ];
}

function byDomain<Stats>(all: readonly NamedStats<Stats>[], number: (stats: Stats) => number): readonly MetricSample[] {
  return all.map(({ domain, stats }) => ({ labels: { domain }, value: number(stats) }));
}
