import { type CounterSeries, defineConfig, type SubjectConfig } from './gate/core/model/config.ts';
import audit from './reference-server/profiles/audit.json' with { type: 'json' };
import learning from './reference-server/profiles/learning.json' with { type: 'json' };
import opal from './reference-server/profiles/opal.json' with { type: 'json' };
import {
  answersWithin,
  compression,
  type Domain,
  domains,
  machine,
  missesOf,
  ofUsers,
  perRequest,
  queriesWithin,
  queryTime,
  seriesOf,
  share,
  tiersWithin,
} from './reference-server/profiles/series.ts';
import strict from './reference-server/profiles/strict.json' with { type: 'json' };
import users from './reference-server/profiles/users.json' with { type: 'json' };
import workspace from './reference-server/profiles/workspace.json' with { type: 'json' };

/** Opens the lab of the reference server to the scenarios that need tokens; another one each time, known to nobody else. */
const labKey = crypto.randomUUID();

/** The reference server with the settings of document 004, and what it counts of itself as a whole. */
const reference = {
  command: ['node', 'reference-server/start.ts'],
  url: 'http://127.0.0.1:{port}',
  readyPath: '/health',
  // The first start makes a database and its million posts.
  readySeconds: 300,
  env: { NODE_ENV: 'production', LAB_KEY: labKey },
  // Two databases and two Redis; the first is filled by a start of the server, the second is its copy.
  services: ['node', 'infra/sides.ts', 'node', 'reference-server/start.ts'],
  facts: 'server_info',
  explain: '/lab/work',
  inject: { FAULT_HANDLER_BUSY_US: '{us}' },
  counters: {
    path: '/metrics',
    series: {
      'hit-rate': share(
        ['cache_hits_total{tier="l1"}', 'cache_hits_total{tier="l2"}'],
        'cache_requests_total',
        'higher',
      ),
      'hit-rate-l1': share(['cache_hits_total{tier="l1"}'], 'cache_requests_total', 'higher'),
      // Of all reads, too: the two add up to the hit rate.
      'hit-rate-l2': share(['cache_hits_total{tier="l2"}'], 'cache_requests_total', 'higher'),
      'cpu-per-request': perRequest('process_cpu_seconds_total', 'ms', 1000),
      'gc-per-request': perRequest('nodejs_gc_seconds_total', 'ms', 1000),
      'sql-per-request': perRequest('sql_statements_total', 'statements'),
      'redis-per-request': perRequest('redis_commands_total', 'commands'),
      'bytes-per-request': perRequest('http_response_bytes_total', 'bytes'),
      'event-loop-delay': { gauge: 'nodejs_eventloop_delay_p99_seconds', scale: 1000, unit: 'ms', better: 'lower' },
      rss: { gauge: 'process_resident_memory_bytes', unit: 'bytes', better: 'lower' },
    },
  },
} satisfies SubjectConfig;

/** The same with the settings of a profile, and with what its targets are about: single domains, and more. */
function referenceAs(
  profile: string,
  about: readonly Domain[],
  more: Readonly<Record<string, CounterSeries>> = {},
): SubjectConfig {
  const series = Object.assign({}, reference.counters.series, ...about.map(seriesOf), more);
  const env = { ...reference.env, PROFILE: profile, MONITORING_INTERVAL: '1000' };
  return { ...reference, env, counters: { ...reference.counters, series } };
}

/** What scenarios with audit events are told. */
const env = { LAB_KEY: labKey };

/** Loadline on its own reference server. Rates are visits a second; a visit is one or two requests (scenarios/lib/visit.ts). */
export default defineConfig({
  subjects: {
    reference: referenceAs('users', domains, ofUsers),
    strict: referenceAs('strict', domains, {
      ...Object.assign({}, ...domains.map((domain) => queriesWithin(domain, 50))),
      ...tiersWithin('', domains),
      ...compression,
    }),
    users: referenceAs('users', ['users'], ofUsers),
    workspace: referenceAs('workspace', ['workspace'], { ...machine, ...queriesWithin('workspace', 100) }),
    opal: referenceAs('opal', ['opal'], {
      ...queryTime('opal'),
      'cached-within-5-ms-opal': answersWithin(5, ['l1', 'l2'], ['opal']),
      'miss-rate-mappings': missesOf('/api/opal/mappings', '/api/opal/mappings/:id', '/api/mappings/:type'),
      'miss-rate-rules-and-metrics': missesOf(
        '/api/rules/high',
        '/api/rules/normal',
        '/api/rules/low',
        '/api/metrics/:domain',
      ),
    }),
    learning: referenceAs('learning', ['learning'], {
      ...queryTime('learning'),
      ...queriesWithin('learning', 200),
      'l1-within-50-ms-learning': answersWithin(50, ['l1'], ['learning']),
      'l2-within-100-ms-learning': answersWithin(100, ['l2'], ['learning']),
      'misses-within-500-ms-learning': answersWithin(500, ['miss'], ['learning']),
    }),
    audit: referenceAs('audit', ['audit'], {
      'memory-used': { gauge: 'memory_used_ratio', unit: 'share', better: 'lower' },
      'concurrency-utilisation': share(['admission_busy_seconds_total'], 'admission_capacity_seconds_total', 'lower'),
    }),
  },
  compare: {
    primary: [
      'latency.p50',
      'latency.p95',
      'cpu-per-request',
      'sql-per-request',
      'redis-per-request',
      'bytes-per-request',
    ].map((metric) => ({ metric })),
    scenario: 'load',
  },
  scenarios: {
    // The first six make visits of all five domains (docs/decisions/0012-mix.md).
    // More than the sixty seconds that p95 needs where requests of one second share their fate.
    load: { script: 'scenarios/load.ts', rate: 400, durationSeconds: 65, warmUpSeconds: 10, env },
    smoke: {
      script: 'scenarios/smoke.ts',
      rate: 150,
      durationSeconds: 25,
      warmUpSeconds: 5,
      profile: 'under-load',
      env,
    },
    soak: { script: 'scenarios/soak.ts', rate: 200, durationSeconds: 1_800, warmUpSeconds: 60, env },
    // Stages of a minute, five seconds of it to settle: a p95 needs as many independent observations.
    spike: {
      script: 'scenarios/spike.ts',
      rate: 200,
      durationSeconds: 180,
      warmUpSeconds: 15,
      judged: 'stages',
      profile: 'under-load',
      env,
    },
    stress: {
      script: 'scenarios/stress.ts',
      rate: 300,
      durationSeconds: 300,
      warmUpSeconds: 15,
      judged: 'stages',
      profile: 'under-load',
      env: { ...env, STEPS: '5' },
    },
    breakpoint: {
      script: 'scenarios/breakpoint.ts',
      rate: 400,
      durationSeconds: 420,
      warmUpSeconds: 15,
      judged: 'stages',
      profile: 'under-load',
      env: { ...env, STEPS: '7' },
    },
    // One domain each, under the normal load of its document, which names no rate: ours.
    users: { script: 'scenarios/users.ts', rate: 400, durationSeconds: 65, warmUpSeconds: 10, profile: 'users' },
    workspace: {
      script: 'scenarios/workspace.ts',
      rate: 150,
      durationSeconds: 65,
      warmUpSeconds: 10,
      profile: 'workspace',
    },
    // What is kept for an hour is asked of a cache that is no longer cold.
    opal: { script: 'scenarios/opal.ts', rate: 150, durationSeconds: 100, warmUpSeconds: 30, profile: 'opal' },
    learning: {
      script: 'scenarios/learning.ts',
      rate: 150,
      durationSeconds: 65,
      warmUpSeconds: 10,
      profile: 'learning',
    },
    audit: { script: 'scenarios/audit.ts', rate: 150, durationSeconds: 65, warmUpSeconds: 10, profile: 'audit', env },
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
    // Of all that is answered, and of what document 004 is about: users and posts. L2 answers some fifty of their 15,000 reads in this
    // mix, too few to be judged; `--profile users` and `strict` ask for its limit.
    load: users.targets.filter(({ metric }) => metric !== 'l2-within-20-ms-users'),
    // `--profile NAME` runs the server with the settings of a document under its load, and judges by its targets.
    users: { targets: users.targets, subject: 'users', scenario: 'users' },
    workspace: { targets: workspace.targets, subject: 'workspace', scenario: 'workspace' },
    opal: { targets: opal.targets, subject: 'opal', scenario: 'opal' },
    learning: { targets: learning.targets, subject: 'learning', scenario: 'learning' },
    audit: { targets: audit.targets, subject: 'audit', scenario: 'audit' },
    strict: { targets: strict.targets, subject: 'strict', scenario: 'load' },
    // For short runs and short stages: the hit rate is the trace's at any rate, a rare route has too few requests, and L2 is hardly
    // asked before L1 is full.
    'under-load': users.targets.filter(
      ({ metric, ...target }) => !['hit-rate-users', 'l2-within-20-ms-users'].includes(metric) && !('route' in target),
    ),
  },
  // `{key}`: drawn for each measurement. The proxy is what the network settings of claims are made by.
  claims: {
    registry: 'reference-server/claims',
    subject: 'reference',
    lab: { LAB_KEY: '{key}', LAB_PROXY: 'on' },
  },
});
