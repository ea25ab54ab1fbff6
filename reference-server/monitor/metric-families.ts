import { CONTROL_ROUTES } from './control-routes.ts';
import type { MetricFamily, MetricSample } from './prometheus-text.ts';
import { LATENCY_BOUNDS_MS, type RouteMetrics } from './route-metrics.ts';
import { type Snapshot, total } from './snapshot.ts';

/** The snapshot under the names that Loadline's collector reads; those that begin with `route_` or `domain_` say more. */
export function metricFamilies(snapshot: Snapshot): readonly MetricFamily[] {
  return [
    ...requestFamilies(snapshot.routes),
    ...cacheFamilies(snapshot),
    ...poolFamilies(snapshot),
    ...processFamilies(snapshot),
  ];
}

function requestFamilies(routes: readonly RouteMetrics[]): readonly MetricFamily[] {
  const load = routes.filter(({ route }) => !CONTROL_ROUTES.has(route));
  const byRoute = (value: (route: RouteMetrics) => number): MetricSample[] =>
    routes.map((route) => ({ labels: routeLabels(route), value: value(route) }));
  return [
    counter(
      'http_requests_total',
      'Requests answered, /health, /metrics and /lab left out.',
      total(load, ({ requests }) => requests),
    ),
    counter(
      'http_request_errors_total',
      'Of these, answered with 500 or above.',
      total(load, ({ errors }) => errors),
    ),
    counter(
      'http_response_bytes_total',
      'Bytes of their bodies as sent.',
      total(load, ({ responseBytes }) => responseBytes),
    ),
    family(
      'route_requests_total',
      'counter',
      'Requests answered, by route.',
      byRoute(({ requests }) => requests),
    ),
    family(
      'route_request_errors_total',
      'counter',
      'Answered with 500 or above, by route.',
      byRoute(({ errors }) => errors),
    ),
    family(
      'route_response_bytes_total',
      'counter',
      'Bytes of bodies as sent, by route.',
      byRoute(({ responseBytes }) => responseBytes),
    ),
    family('route_responses_total', 'counter', 'Answers by route and class of status.', routes.flatMap(statusSamples)),
    family(
      'route_duration_seconds',
      'histogram',
      'From the request to its answer, by route.',
      routes.flatMap(latencySamples),
    ),
  ];
}

function cacheFamilies({ caches, redisCommands }: Snapshot): readonly MetricFamily[] {
  const l1 = total(caches, ({ stats }) => stats.l1Hits);
  const l2 = total(caches, ({ stats }) => stats.l2Hits);
  const byDomain = (
    name: string,
    type: MetricFamily['type'],
    help: string,
    value: (stats: Snapshot['caches'][number]['stats']) => number,
  ) =>
    family(
      name,
      type,
      help,
      caches.map(({ domain, stats }) => ({ labels: { domain }, value: value(stats) })),
    );
  return [
    counter(
      'cache_requests_total',
      'Reads of the cache.',
      total(caches, ({ stats }) => stats.reads),
    ),
    family('cache_hits_total', 'counter', 'Reads that a tier answered.', [
      { labels: { tier: 'l1' }, value: l1 },
      { labels: { tier: 'l2' }, value: l2 },
    ]),
    counter(
      'cache_misses_total',
      'Reads that no tier answered.',
      total(caches, ({ stats }) => stats.misses),
    ),
    byDomain('domain_cache_requests_total', 'counter', 'Reads of the cache, by domain.', (stats) => stats.reads),
    family(
      'domain_cache_hits_total',
      'counter',
      'Reads that a tier answered, by domain.',
      caches.flatMap(({ domain, stats }) => [
        { labels: { domain, tier: 'l1' }, value: stats.l1Hits },
        { labels: { domain, tier: 'l2' }, value: stats.l2Hits },
      ]),
    ),
    byDomain(
      'domain_cache_loads_total',
      'counter',
      'Loads; fewer than misses where callers shared one.',
      (stats) => stats.loads,
    ),
    byDomain('domain_cache_l2_errors_total', 'counter', 'Failed calls of the second tier.', (stats) => stats.l2Errors),
    byDomain(
      'domain_cache_l2_skips_total',
      'counter',
      'Reads that went without the second tier.',
      (stats) => stats.l2Skips,
    ),
    byDomain('domain_cache_evictions_total', 'counter', 'Values that made room in L1.', (stats) => stats.evictions),
    byDomain('domain_cache_l1_entries', 'gauge', 'Values in L1.', (stats) => stats.entries),
    byDomain('domain_cache_l1_bytes', 'gauge', 'Bytes in L1.', (stats) => stats.bytes),
    counter('redis_commands_total', 'Commands sent to Redis.', redisCommands),
  ];
}

function poolFamilies({ pools }: Snapshot): readonly MetricFamily[] {
  const byDomain = (
    name: string,
    type: MetricFamily['type'],
    help: string,
    value: (stats: Snapshot['pools'][number]['stats']) => number,
  ) =>
    family(
      name,
      type,
      help,
      pools.map(({ domain, stats }) => ({ labels: { domain }, value: value(stats) })),
    );
  return [
    counter(
      'pool_busy_seconds_total',
      'Seconds that connections were lent out, summed over them.',
      total(pools, ({ stats }) => stats.busySeconds),
    ),
    counter(
      'pool_capacity_seconds_total',
      'Seconds that connections could have been lent out.',
      total(pools, ({ stats }) => stats.capacitySeconds),
    ),
    counter(
      'sql_statements_total',
      'SQL statements run.',
      total(pools, ({ stats }) => stats.statements),
    ),
    byDomain(
      'domain_pool_busy_seconds_total',
      'counter',
      'As pool_busy_seconds_total, by domain.',
      (stats) => stats.busySeconds,
    ),
    byDomain(
      'domain_pool_capacity_seconds_total',
      'counter',
      'As pool_capacity_seconds_total, by domain.',
      (stats) => stats.capacitySeconds,
    ),
    byDomain('domain_pool_waiting', 'gauge', 'Callers that wait for a connection.', (stats) => stats.waiting),
    byDomain('domain_sql_errors_total', 'counter', 'SQL statements that failed.', (stats) => stats.errors),
    byDomain(
      'domain_sql_slow_statements_total',
      'counter',
      'SQL statements that were slow.',
      (stats) => stats.slowStatements,
    ),
    byDomain('domain_sql_seconds_total', 'counter', 'Time spent in SQL statements.', (stats) => stats.statementSeconds),
  ];
}

function processFamilies(snapshot: Snapshot): readonly MetricFamily[] {
  const { compression, facts } = snapshot;
  return [
    counter('compression_bodies_total', 'Bodies encoded.', compression.bodies),
    counter('compression_input_bytes_total', 'Their bytes before.', compression.bytesIn),
    counter('compression_output_bytes_total', 'Their bytes after.', compression.bytesOut),
    counter('compression_seconds_total', 'Time from asking for an encoding to having it.', compression.seconds),
    counter('process_cpu_seconds_total', 'CPU time of this process, user and system.', snapshot.cpuSeconds),
    family('process_resident_memory_bytes', 'gauge', 'Resident memory of this process.', [
      { value: snapshot.rssBytes },
    ]),
    family(
      'nodejs_eventloop_delay_p99_seconds',
      'gauge',
      'Delay of the event loop, 99th percentile of the last whole second.',
      [{ value: snapshot.eventLoopDelayP99Ms / 1000 }],
    ),
    family('server_info', 'gauge', 'What this server is: versions, sizes, settings.', [{ labels: facts, value: 1 }]),
  ];
}

function counter(name: string, help: string, value: number): MetricFamily {
  return family(name, 'counter', help, [{ value }]);
}

function family(
  name: string,
  type: MetricFamily['type'],
  help: string,
  samples: readonly MetricSample[],
): MetricFamily {
  return { name, type, help, samples };
}

function routeLabels({ method, route }: RouteMetrics): Record<string, string> {
  return { method, route };
}

function statusSamples(route: RouteMetrics): readonly MetricSample[] {
  return route.statusClasses.map((value, index) => ({
    labels: { ...routeLabels(route), status: `${index + 1}xx` },
    value,
  }));
}

function latencySamples(route: RouteMetrics): readonly MetricSample[] {
  const labels = routeLabels(route);
  let below = 0;
  const buckets = route.latencyCounts.map((count, index) => {
    below += count;
    const bound = LATENCY_BOUNDS_MS[index];
    return {
      suffix: '_bucket',
      labels: { ...labels, le: bound === undefined ? '+Inf' : String(bound / 1000) },
      value: below,
    };
  });
  return [
    ...buckets,
    { suffix: '_sum', labels, value: route.durationMs / 1000 },
    { suffix: '_count', labels, value: route.requests },
  ];
}
