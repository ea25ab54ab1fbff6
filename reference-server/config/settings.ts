import { admissionSettings } from './admission-settings.ts';
import { cacheSettings } from './cache-settings.ts';
import { compressionSettings } from './compression-settings.ts';
import { seedSettings } from './seed-settings.ts';
import { choice, integer, share, text } from './setting.ts';

const DAY_S = 86_400;

/**
 * Every setting with the value it has when neither profile, environment nor variable says otherwise.
 * Where documents disagree, the profiles hold their numbers; here stands what none of them changes, or what we chose.
 */
export const settings = {
  'server.port': integer(0, [0, 65_535], { source: 'ours', note: '0: any free port of 127.0.0.1', variable: 'PORT' }),
  'server.log': choice('info', ['info', 'warn', 'error'], { source: 'ours', variable: 'LOG_LEVEL' }),

  'http.bodyLimitBytes': integer(1_048_576, [1_024, 1 << 28], {
    source: 'ours',
    note: '003 asks for a limit and names none',
  }),
  'http.requestTimeoutMs': integer(30_000, [100, 600_000], {
    source: 'ours',
    note: '003 asks for a request timeout and names none: as long as it lets a request wait',
  }),
  'http.keepAliveTimeoutMs': integer(72_000, [0, 600_000], {
    source: 'ours',
    note: 'longer than the pause of any common client',
  }),
  'http.closeTimeoutMs': integer(5_000, [0, 60_000], {
    source: 'ours',
    note: 'below the 10 s after which a collector kills',
  }),
  'http.slowRequestMs': integer(1_000, [1, 600_000], {
    source: '000 Environment Variables',
    variable: 'SLOW_REQUEST_THRESHOLD',
  }),
  'http.criticalRequestMs': integer(5_000, [1, 600_000], {
    source: '000 Environment Variables',
    variable: 'CRITICAL_REQUEST_THRESHOLD',
  }),
  ...admissionSettings,
  'http.maxAge.staticSeconds': integer(3_600, [0, 30 * DAY_S], {
    source: '001 Intelligent Caching',
    note: 'static assets: 1 hour',
  }),
  'http.maxAge.userSeconds': integer(300, [0, 30 * DAY_S], {
    source: '001 Intelligent Caching',
    note: 'user profiles: 5 minutes',
  }),
  'http.maxAge.taskSeconds': integer(180, [0, 30 * DAY_S], {
    source: '001 Intelligent Caching',
    note: 'task/project data: 3 minutes',
  }),
  'http.maxAge.analyticsSeconds': integer(600, [0, 30 * DAY_S], {
    source: '001 Intelligent Caching',
    note: 'analytics: 10 minutes',
  }),
  ...compressionSettings,

  'cache.l1.maxEntries': integer(5_000, [1, 10_000_000], {
    source: 'ours',
    note: 'a twentieth of the users and a 220th of all seeded keys: the tiers stay distinguishable',
    variable: 'L1_MAX_ENTRIES',
  }),
  'cache.l1.maxBytes': integer(104_857_600, [65_536, 2 ** 40], {
    source: '003 Response Caching',
    note: 'maxSizeMB: 100',
  }),
  ...cacheSettings,
  'cache.ttl.defaultSeconds': integer(300, [1, 30 * DAY_S], {
    source: '003 Response Caching',
    note: 'defaultTTL: 300',
    variable: 'CACHE_DEFAULT_TTL',
  }),
  'cache.ttl.userSeconds': integer(300, [1, 30 * DAY_S], {
    source: '001 Intelligent Caching',
    note: 'user profile 5 min',
  }),
  'cache.ttl.taskSeconds': integer(180, [1, 30 * DAY_S], {
    source: '001 Intelligent Caching',
    note: 'task and project data 3 min',
  }),
  'cache.ttl.analyticsSeconds': integer(600, [1, 30 * DAY_S], {
    source: '001 Intelligent Caching',
    note: 'analytics 10 min',
  }),
  'cache.ttl.querySeconds': integer(300, [1, 30 * DAY_S], {
    source: '003 TRPC Optimized Queries',
    note: 'cacheTTL: 300',
  }),
  'cache.ttl.analyticsUserDataSeconds': integer(300, [1, 30 * DAY_S], {
    source: '002 Prisma Connection Pool Optimization',
    note: 'analyticsUserData: 5min',
  }),
  'cache.ttl.behavioralPatternsSeconds': integer(600, [1, 30 * DAY_S], {
    source: '002 Prisma Connection Pool Optimization',
    note: 'behavioralPatterns: 10min',
  }),
  'cache.ttl.missionSummariesSeconds': integer(900, [1, 30 * DAY_S], {
    source: '002 Prisma Connection Pool Optimization',
    note: 'missionSummaries: 15min',
  }),
  'cache.ttl.performanceMetricsSeconds': integer(300, [1, 30 * DAY_S], {
    source: '002 Prisma Connection Pool Optimization',
    note: 'performanceMetrics: 5min',
  }),
  'cache.ttl.cognitiveLoadSeconds': integer(120, [1, 30 * DAY_S], {
    source: '002 Prisma Connection Pool Optimization',
    note: 'cognitiveLoad: 2min',
  }),
  'cache.ttl.learningObjectivesSeconds': integer(1800, [1, 30 * DAY_S], {
    source: '002 Prisma Connection Pool Optimization',
    note: 'learningObjectives: 30min',
  }),
  'cache.ttl.strugglePredictionsSeconds': integer(300, [1, 30 * DAY_S], {
    source: '002 Prisma Connection Pool Optimization',
    note: 'strugglePredictions: 5min',
  }),
  'cache.ttl.recommendationsSeconds': integer(600, [1, 30 * DAY_S], {
    source: '002 Prisma Connection Pool Optimization',
    note: 'recommendations: 10min',
  }),
  'cache.ttl.mappingsSeconds': integer(3_600, [1, 30 * DAY_S], {
    source: '000 Redis Caching Layer',
    note: 'mapping configurations: 1 hour',
    variable: 'MAPPING_CACHE_TTL',
  }),
  'cache.ttl.rulesSeconds': integer(1_800, [1, 30 * DAY_S], {
    source: '000 Redis Caching Layer',
    note: 'personalization rules: 30 minutes, by priority: urgent ones a half or a quarter of it, ours',
    variable: 'RULES_CACHE_TTL',
  }),
  'cache.ttl.metricsSeconds': integer(300, [1, 30 * DAY_S], {
    source: '000 Redis Caching Layer',
    note: 'optimization metrics: 5 minutes',
    variable: 'METRICS_CACHE_TTL',
  }),
  'cache.ttl.coordinationSeconds': integer(900, [1, 30 * DAY_S], {
    source: '000 Redis Caching Layer',
    note: 'cross-domain coordination: 15 minutes',
  }),

  'pool.min': integer(2, [0, 500], { source: '000 Enhanced Database Connection Pool', variable: 'DB_POOL_MIN' }),
  'pool.max': integer(20, [1, 500], { source: '000 Enhanced Database Connection Pool', variable: 'DB_POOL_MAX' }),
  'pool.idleMs': integer(30_000, [100, DAY_S * 1_000], {
    source: '000 Enhanced Database Connection Pool',
    variable: 'DB_IDLE_TIMEOUT',
  }),
  'pool.acquireMs': integer(10_000, [10, 600_000], {
    source: '002 Prisma Connection Pool Optimization',
    note: 'acquisition timeout',
  }),
  'pool.retryFirstMs': integer(50, [1, 600_000], { source: 'ours', note: 'as that of Redis; doubled from there on' }),
  'pool.retryLongestMs': integer(2_000, [1, 600_000], { source: 'ours', note: 'as that of Redis' }),
  'pool.lifetimeMs': integer(43_200_000, [100, 30 * DAY_S * 1_000], {
    source: '002 Prisma Connection Pool Optimization',
    note: 'max lifetime 12 hours',
  }),
  'pool.validateMs': integer(60_000, [10, DAY_S * 1_000], {
    source: '002 Prisma Connection Pool Optimization',
    note: 'validation interval 1 min',
  }),
  'pool.validateTimeoutMs': integer(1_000, [10, 60_000], {
    source: 'ours',
    note: 'SELECT 1 takes under a millisecond',
  }),
  'pool.sizing': choice('fixed', ['fixed', 'dynamic'], {
    source: '001 Connection Pool Manager',
    note: 'dynamic where asked for',
  }),
  'pool.sizingMs': integer(30_000, [10, DAY_S * 1_000], {
    source: '001 Performance Monitoring',
    note: 'interval 30 000 ms',
  }),
  'pool.leakMs': integer(60_000, [10, DAY_S * 1_000], {
    source: 'ours',
    note: 'long-running statements but no export hold one longer; 001 asks for leak patterns',
  }),
  'query.criticalMs': integer(5_000, [10, 600_000], { source: '002 Prisma Connection Pool Optimization' }),
  'query.cachedMs': integer(2_000, [10, 600_000], { source: '002 Prisma Connection Pool Optimization' }),
  'query.defaultMs': integer(30_000, [10, 600_000], { source: '002 Prisma Connection Pool Optimization' }),
  'query.longRunningMs': integer(180_000, [10, 3_600_000], { source: '002 Prisma Connection Pool Optimization' }),
  'query.slowMs': integer(1_000, [1, 600_000], { source: '001 Query Optimization', note: 'slow from here on' }),
  'query.verySlowMs': integer(5_000, [1, 600_000], { source: '001 Query Optimization', note: 'critical from here on' }),

  'query.batchRows': integer(100, [1, 10_000], {
    source: '004 Query Optimization',
    note: 'batchQuery: batchSize: 100',
  }),
  'query.cursorRows': integer(1_000, [1, 100_000], {
    source: '004 Query Optimization',
    note: 'queryCursor: batchSize: 1000',
  }),

  'page.defaultLimit': integer(20, [1, 1_000], { source: '004 Pagination Strategies', note: 'limit: 20' }),
  'page.maxLimit': integer(100, [1, 10_000], { source: 'ours', note: '001 and 003 ask for a limit and name none' }),
  'bulk.maxRows': integer(100, [1, 10_000], { source: '004 Query Optimization', note: 'batchSize: 100' }),

  'bulk.batchSize': integer(10, [1, 100], { source: '003 GraphQL Bulk Operations', note: 'batchSize: 10' }),
  'bulk.concurrency': integer(4, [1, 100], {
    source: 'ours',
    note: '003 asks for concurrency control and names no number',
  }),
  'bulk.attempts': integer(3, [1, 10], { source: 'ours', note: '001 asks for retries with backoff' }),
  'bulk.backoffMs': integer(50, [1, 60_000], { source: 'ours', note: 'as the retries of Redis in 002 begin' }),
  'bulk.timeoutMs': integer(30_000, [100, 600_000], {
    source: 'ours',
    note: '001 and 003 ask for a timeout and name none: as long as 003 lets a request wait',
  }),
  'bulk.maxItems': integer(1_000, [1, 100_000], { source: 'ours', note: 'below the body limit' }),
  'export.stallMs': integer(30_000, [100, 600_000], {
    source: 'ours',
    note: 'so long a client may read nothing: as long as 003 lets a request wait',
  }),
  'export.chunkRows': integer(1_000, [1, 10_000], { source: '003 REST API Streaming', note: 'chunk_size=1000' }),
  'warmUp.preloadDays': integer(7, [1, 366], { source: '003 Cache Management', note: 'preloadDays: 7' }),
  'page.auditLimit': integer(50, [1, 1_000], { source: '003 TRPC Optimized Queries', note: 'limit: 50' }),

  'monitor.isSampling': choice('on', ['on', 'off'], {
    source: '001 Performance Integration Configuration',
    note: 'enablePerformanceMonitoring',
    variable: 'MONITORING',
  }),
  'monitor.intervalMs': integer(30_000, [100, 3_600_000], {
    source: '001 Basic Integration',
    note: 'monitoringInterval: 30000',
    variable: 'MONITORING_INTERVAL',
  }),
  'monitor.targetResponseMs': integer(85, [1, 600_000], {
    source: '000 Environment Variables',
    variable: 'TARGET_API_RESPONSE_TIME',
  }),
  'health.slowMs': integer(100, [1, 60_000], {
    source: '002 Performance Metrics to Track',
    note: 'redisPingLatency: alert > 100ms; the same for a round trip to PostgreSQL, as 004 has it of the average query',
  }),
  'health.busyShare': share(0.95, { source: '003 Automated Alerts', note: 'high concurrency utilization (>95%)' }),
  'health.deadlineMs': integer(2_000, [10, 60_000], {
    source: 'ours',
    note: 'a component that takes longer is down: whoever asks for health does not wait',
  }),
  'monitor.historyLength': integer(2_880, [1, 100_000], { source: 'ours', note: 'a day of samples' }),

  'audit.partitionsAheadMonths': integer(2, [0, 120], { source: 'ours', note: '003 asks for partition management' }),
  'audit.retentionMonths': integer(0, [0, 1_200], {
    source: 'ours',
    note: '0: nothing is detached; older partitions otherwise leave the table and stay as tables of their own',
    variable: 'AUDIT_RETENTION_MONTHS',
  }),
  'audit.partitionsEveryMs': integer(86_400_000, [1_000, 30 * DAY_S * 1_000], { source: 'ours', note: 'once a day' }),

  ...seedSettings,

  'postgres.url': {
    ...text({ source: 'ours', note: 'not set: found or started', variable: 'DATABASE_URL' }),
    shown: 'url',
  },
  'redis.host': text({ source: '002 Integration Checklist', note: 'not set: localhost', variable: 'REDIS_HOST' }),
  'redis.port': integer(6379, [1, 65_535], { source: '002 Integration Checklist', variable: 'REDIS_PORT' }),
  'redis.password': {
    ...text({ source: '002 Integration Checklist', note: 'optional', variable: 'REDIS_PASSWORD' }),
    shown: 'hidden',
  },
  'redis.db': integer(0, [0, 1_000], { source: '002 Integration Checklist', variable: 'REDIS_DB' }),
  'redis.retryFirstMs': integer(50, [1, 600_000], {
    source: '002 Resilience Patterns',
    note: 'exponential backoff retry (50ms → 2000ms)',
  }),
  'redis.retryLongestMs': integer(2_000, [1, 600_000], { source: '002 Resilience Patterns' }),
  'redis.url': { ...text({ source: 'ours', note: 'not set: found or started', variable: 'REDIS_URL' }), shown: 'url' },
  'page.cursorSecret': {
    ...text({ source: 'ours', note: 'not set: kept in the database', variable: 'CURSOR_SECRET' }),
    shown: 'hidden',
  },

  'auth.secret': {
    ...text({ source: 'ours', note: 'not set: drawn at the start', variable: 'AUTH_SECRET' }),
    shown: 'hidden',
  },
  'lab.key': { ...text({ source: 'ours', note: 'not set: no lab', variable: 'LAB_KEY' }), shown: 'hidden' },
  'lab.proxy': choice('off', ['off', 'on'], {
    source: 'ours',
    note: 'on: PUT /lab/network; costs a hop on loopback',
    variable: 'LAB_PROXY',
  }),
  'lab.seed': integer(1, [0, 2_147_483_647], { source: 'ours', variable: 'LAB_SEED' }),
  'fault.handler.busyUs': integer(0, [0, 10_000_000], { source: 'ours', variable: 'FAULT_HANDLER_BUSY_US' }),
  'fault.handler.delayMs': integer(0, [0, 600_000], { source: 'ours', variable: 'FAULT_HANDLER_DELAY_MS' }),
  'fault.handler.extraSql': choice('off', ['off', 'on'], { source: 'ours', variable: 'FAULT_HANDLER_EXTRA_SQL' }),
  'fault.handler.errorShare': share(0, { source: 'ours', variable: 'FAULT_HANDLER_ERROR_SHARE' }),
} as const;

export type SettingName = keyof typeof settings;
