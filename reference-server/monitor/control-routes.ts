/** Routes that observe or steer the server: answered and timed like others, but no part of the load that is counted. */
export const CONTROL_ROUTES: ReadonlySet<string> = new Set([
  '/health',
  '/metrics',
  '/api/performance/metrics',
  '/lab/faults',
  '/lab/work',
]);
