import { type CounterSeries, defineConfig, type SubjectConfig } from './gate/core/model/config.ts';
import learning from './reference-server/profiles/learning.json' with { type: 'json' };
import opal from './reference-server/profiles/opal.json' with { type: 'json' };
import strict from './reference-server/profiles/strict.json' with { type: 'json' };
import users from './reference-server/profiles/users.json' with { type: 'json' };

/** The reference server with the settings of document 004. */
const reference = {
  command: ['node', 'reference-server/start.ts'],
  url: 'http://127.0.0.1:{port}',
  readyPath: '/health',
  // The first start makes a database and its million posts.
  readySeconds: 300,
  env: { NODE_ENV: 'production' },
  // Two databases and two Redis; the first is filled by a start of the server, the second is its copy.
  services: ['node', 'infra/sides.ts', 'node', 'reference-server/start.ts'],
  facts: 'server_info',
  explain: '/lab/work',
  inject: { FAULT_HANDLER_BUSY_US: '{us}' },
  counters: {
    path: '/metrics',
    series: {
      'hit-rate': {
        numerator: ['cache_hits_total{tier="l1"}', 'cache_hits_total{tier="l2"}'],
        denominator: ['cache_requests_total'],
        unit: 'share',
        better: 'higher',
      },
      'hit-rate-l1': {
        numerator: ['cache_hits_total{tier="l1"}'],
        denominator: ['cache_requests_total'],
        unit: 'share',
        better: 'higher',
      },
      // Of all reads, too: the two add up to the hit rate.
      'hit-rate-l2': {
        numerator: ['cache_hits_total{tier="l2"}'],
        denominator: ['cache_requests_total'],
        unit: 'share',
        better: 'higher',
      },
      'pool-utilisation': {
        numerator: ['domain_pool_busy_seconds_total{domain="users"}'],
        denominator: ['domain_pool_capacity_seconds_total{domain="users"}'],
        unit: 'share',
        better: 'lower',
      },
      'cpu-per-request': {
        numerator: ['process_cpu_seconds_total'],
        denominator: ['http_requests_total'],
        scale: 1000,
        unit: 'ms',
        better: 'lower',
      },
      'sql-per-request': {
        numerator: ['sql_statements_total'],
        denominator: ['http_requests_total'],
        unit: 'statements',
        better: 'lower',
      },
      'redis-per-request': {
        numerator: ['redis_commands_total'],
        denominator: ['http_requests_total'],
        unit: 'commands',
        better: 'lower',
      },
      'bytes-per-request': {
        numerator: ['http_response_bytes_total'],
        denominator: ['http_requests_total'],
        unit: 'bytes',
        better: 'lower',
      },
      'event-loop-delay': { gauge: 'nodejs_eventloop_delay_p99_seconds', scale: 1000, unit: 'ms', better: 'lower' },
      rss: { gauge: 'process_resident_memory_bytes', unit: 'bytes', better: 'lower' },
    },
  },
} satisfies SubjectConfig;

/** The same with the settings of a document, and what its targets are about: the pool and the statements of its domain. */
function judgedBy(domain: 'learning' | 'opal', more: Readonly<Record<string, CounterSeries>> = {}): SubjectConfig {
  return {
    ...reference,
    env: { ...reference.env, PROFILE: domain },
    counters: {
      ...reference.counters,
      series: {
        ...reference.counters.series,
        ...more,
        [`pool-utilisation-${domain}`]: {
          numerator: [`domain_pool_busy_seconds_total{domain="${domain}"}`],
          denominator: [`domain_pool_capacity_seconds_total{domain="${domain}"}`],
          unit: 'share',
          better: 'lower',
        },
        [`query-time-${domain}`]: {
          numerator: [`domain_sql_seconds_total{domain="${domain}"}`],
          denominator: [`domain_sql_statements_total{domain="${domain}"}`],
          scale: 1000,
          unit: 'ms',
          better: 'lower',
        },
      },
    },
  };
}

/** Share of the answers of some cached routes that no tier held: counters of single routes have no hits. */
function missesOf(...routes: readonly string[]): CounterSeries {
  const each = (name: string) => routes.map((route) => `${name}{method="GET",route="${route}"}`);
  return {
    numerator: each('route_cache_misses_total'),
    denominator: each('route_requests_total'),
    unit: 'share',
    better: 'lower',
  };
}

/** Loadline on its own reference server. Rates are visits a second; a visit is one or two requests (scenarios/lib/trace.ts). */
export default defineConfig({
  subjects: {
    reference,
    learning: judgedBy('learning'),
    opal: judgedBy('opal', {
      'miss-rate-mappings': missesOf('/api/opal/mappings', '/api/opal/mappings/:id', '/api/mappings/:type'),
      'miss-rate-rules-and-metrics': missesOf(
        '/api/rules/high',
        '/api/rules/normal',
        '/api/rules/low',
        '/api/metrics/:domain',
      ),
    }),
  },
  compare: {
    primary: [
      { metric: 'latency.p50' },
      { metric: 'latency.p95' },
      { metric: 'cpu-per-request' },
      { metric: 'sql-per-request' },
      { metric: 'redis-per-request' },
      { metric: 'bytes-per-request' },
    ],
    scenario: 'load',
  },
  scenarios: {
    // More than the sixty seconds that p95 needs where requests of one second share their fate.
    load: { script: 'scenarios/load.ts', rate: 400, durationSeconds: 65, warmUpSeconds: 10 },
    smoke: { script: 'scenarios/smoke.ts', rate: 150, durationSeconds: 25, warmUpSeconds: 5, profile: 'under-load' },
    // Of document 002: with --subject learning, without which there is nothing to judge its pool by.
    learning: {
      script: 'scenarios/learning.ts',
      rate: 150,
      durationSeconds: 65,
      warmUpSeconds: 10,
      profile: 'learning',
    },
    // Of document 000: with --subject opal. What is kept for an hour is asked of a cache that is no longer cold.
    opal: {
      script: 'scenarios/opal.ts',
      rate: 150,
      durationSeconds: 100,
      warmUpSeconds: 30,
      profile: 'opal',
    },
    soak: { script: 'scenarios/soak.ts', rate: 200, durationSeconds: 1_800, warmUpSeconds: 60 },
    // Stages of a minute, five seconds of it to settle: a p95 needs as many independent observations.
    spike: {
      script: 'scenarios/spike.ts',
      rate: 200,
      durationSeconds: 180,
      warmUpSeconds: 15,
      judged: 'stages',
      profile: 'under-load',
    },
    stress: {
      script: 'scenarios/stress.ts',
      rate: 300,
      durationSeconds: 300,
      warmUpSeconds: 15,
      judged: 'stages',
      profile: 'under-load',
      env: { STEPS: '5' },
    },
    breakpoint: {
      script: 'scenarios/breakpoint.ts',
      rate: 400,
      durationSeconds: 420,
      warmUpSeconds: 15,
      judged: 'stages',
      profile: 'under-load',
      env: { STEPS: '7' },
    },
  },
  suites: {
    // Samples of a task shorter than the clock's grain are means of many operations in a row.
    micro: {
      tool: 'tinybench',
      command: ['node', 'bench/micro/run.ts'],
      targets: [
        { metric: 'latency.p95', route: 'cache: peek, l1 hit', below: 5, source: '004 Multi-Layer Caching' },
        { metric: 'latency.p95', route: 'cache: getOrSet, l1 hit', below: 5, source: '004 Multi-Layer Caching' },
        { metric: 'latency.p95', route: 'cache: getOrSet, l2 hit', below: 20, source: '004 Multi-Layer Caching' },
        { metric: 'latency.p95', route: 'http: compress 10 kB, br', below: 10, source: '004 Response Compression' },
        { metric: 'latency.p95', route: 'http: compress 10 kB, gzip', below: 10, source: '004 Response Compression' },
        { metric: 'latency.p95', route: 'http: compress 10 kB, zstd', below: 10, source: '004 Response Compression' },
        // The documents' limits hold with the feature removed; ours are about five times what two shared cores need.
        { metric: 'latency.p95', route: 'cache: peek, l1 hit', below: 0.001, source: 'loadline' },
        { metric: 'latency.p95', route: 'cache: getOrSet, l1 hit', below: 0.004, source: 'loadline' },
        { metric: 'latency.p95', route: 'cache: getOrSet, l2 hit', below: 1, source: 'loadline' },
        { metric: 'latency.p95', route: 'http: entity tag of 2.9 kB', below: 0.02, source: 'loadline' },
        { metric: 'latency.p95', route: 'http: match an entity tag', below: 0.002, source: 'loadline' },
        { metric: 'latency.p95', route: 'http: negotiate an encoding', below: 0.0005, source: 'loadline' },
        { metric: 'latency.p95', route: 'http: body of a page of 20', below: 0.1, source: 'loadline' },
        { metric: 'latency.p95', route: 'cursor: encode', below: 0.03, source: 'loadline' },
        { metric: 'latency.p95', route: 'cursor: decode', below: 0.03, source: 'loadline' },
        { metric: 'latency.p95', route: 'histogram: record a sample', below: 0.00005, source: 'loadline' },
        { metric: 'latency.p95', route: 'histogram: build a block of 1,000 samples', below: 0.2, source: 'loadline' },
        { metric: 'latency.p50', route: 'ingest: k6 CSV, 1302 lines', below: 1.302, source: 'loadline: 1 M lines/s' },
      ],
    },
    // A closed model: it finds capacity. Its percentiles leave out waiting time, so nothing above p50 is judged.
    capacity: {
      tool: 'autocannon',
      command: ['node', 'bench/capacity/run.ts'],
      targets: ['GET /api/users/:id', 'GET /api/users', 'GET /api/users/:id/posts'].flatMap((route) => [
        { metric: 'throughput', route, above: 100, source: '004 Load Testing', note: '> 100 req/s' },
        { metric: 'throughput', route, above: 1_000, source: 'loadline' },
        { metric: 'error-rate', route, below: 0.01, source: '004 Load Testing', note: 'error rate < 1 %' },
      ]),
    },
  },
  profiles: {
    users: users.targets,
    strict: strict.targets,
    learning: learning.targets,
    opal: opal.targets,
    // For short runs and short stages: the hit rate is the trace's at any rate, and a rare route has too few requests.
    'under-load': users.targets.filter(({ metric, ...target }) => metric !== 'hit-rate' && !('route' in target)),
  },
});
