/** Routes that observe or steer the server: answered and timed like others, but no part of the load that is counted. */
export const CONTROL_ROUTES: ReadonlySet<string> = new Set([
  '/health',
  '/metrics',
  '/api/performance/metrics',
  '/api/v1/performance/api',
  '/api/v1/performance/cache/invalidate',
  '/api/v1/performance/cache/warmup',
  '/api/v1/performance/config',
  '/api/v1/performance/database',
  '/api/v1/performance/health',
  '/api/v1/performance/history',
  '/api/v1/performance/metrics',
  '/api/v1/performance/monitoring/start',
  '/api/v1/performance/monitoring/stop',
  '/api/v1/performance/status',
  '/lab/faults',
  '/lab/work',
]);
