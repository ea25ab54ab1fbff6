import { INVALIDATION_STRATEGIES } from '../domains/invalidation-strategies.ts';
import type { ApiDescription, JsonSchema } from '../http/open-api/route-description.ts';
import { anyObject, count, data, list, object, ok, oneOf, record, text, whole } from '../http/open-api/schemas.ts';
import { LONGEST_PATTERN } from './cache-pattern.ts';
import { DEFAULT_HISTORY, INTERVAL_BOUNDS_MS } from './monitoring-routes.ts';
import { sampleSchema } from './sampling/sample-schema.ts';

const STRATEGIES = Object.keys(INVALIDATION_STRATEGIES);
const ACTIONS = ['reset_metrics', 'invalidate_cache', 'warm_cache'];
const number: JsonSchema = { type: 'number' };
const numberOrNull: JsonSchema = { type: ['number', 'null'], description: '`null`: there is nothing to divide by.' };
/** An object that has these fields and others. */
const atLeast = (fields: Readonly<Record<string, JsonSchema>>) => ({ ...object(fields), additionalProperties: true });
const health = atLeast({
  status: oneOf(['ok', 'degraded', 'down']),
  components: atLeast({ postgres: record(anyObject), redis: anyObject }),
  timestamp: number,
});
const metrics = {
  200: {
    description: 'JSON, or the text of Prometheus or OpenMetrics for those who ask for it in `Accept`.',
    content: {
      'application/json': atLeast({
        cache: anyObject,
        database: anyObject,
        pool: anyObject,
        compression: anyObject,
        timestamp: number,
      }),
      'text/plain': { type: 'string' },
      'application/openmetrics-text': { type: 'string' },
    },
  },
};
const healthAnswers = {
  ...ok('It can work; `degraded`: slowly, or not for everybody.', health),
  503: { description: 'A domain reaches no database.', content: { 'application/json': health } },
};
const statistics = {
  connections: record(count),
  poolUtilization: numberOrNull,
  queries: object({ statements: count, errors: count, slow: count, averageTimeMs: numberOrNull }),
};
const route = object({
  requests: count,
  errors: count,
  errorRate: numberOrNull,
  averageResponseTime: numberOrNull,
  p50AtMostMs: numberOrNull,
  p95AtMostMs: numberOrNull,
  p99AtMostMs: numberOrNull,
  throughput: number,
  responseBytes: count,
  cacheMisses: count,
});

/** What the API document tells of the routes that observe and steer the server. */
export function monitorApi(historyLength: number): ApiDescription {
  const monitoring = object({
    isRunning: { type: 'boolean' },
    intervalMs: whole(...INTERVAL_BOUNDS_MS),
    startedAt: { type: ['integer', 'null'] },
    samples: count,
    historyLength: count,
    latest: { anyOf: [sampleSchema, { type: 'null' }] },
  });
  return {
    tag: 'performance',
    description: 'What observes and steers the server: documents 000, 001, 003 and 004.',
    routes: {
      'GET /metrics': { summary: 'All counters, for collectors', answers: metrics },
      'GET /health': { summary: 'Whether it can work, for load balancers', answers: healthAnswers },
      'GET /api/v1/performance/metrics': { summary: 'As GET /metrics', role: 'viewer', answers: metrics },
      'GET /api/v1/performance/health': { summary: 'As GET /health', role: 'viewer', answers: healthAnswers },
      'GET /api/v1/performance/config': {
        summary: 'Every setting, its value, and where that comes from',
        role: 'viewer',
        answers: ok('The settings; secrets are only told to be set.', anyObject),
      },
      'GET /api/v1/performance/status': {
        summary: 'How the server is, and whether it is monitored',
        role: 'viewer',
        answers: ok(
          'The status.',
          data(
            object({
              status: oneOf(['ok', 'degraded', 'down']),
              components: anyObject,
              uptimeSeconds: number,
              nodeVersion: { type: 'string' },
              environment: { type: ['string', 'null'] },
              profile: { type: ['string', 'null'] },
              monitoring,
            }),
          ),
        ),
      },
      'GET /api/v1/performance/history': {
        summary: 'The newest samples, oldest first',
        role: 'viewer',
        query: { limit: whole(1, historyLength, { default: Math.min(DEFAULT_HISTORY, historyLength) }) },
        answers: ok('The samples.', object({ data: list(sampleSchema), held: count, historyLength: count })),
        errors: { INVALID_LIMIT: 400 },
      },
      'GET /api/v1/performance/database': {
        summary: 'Connections and statements of all pools and of each, since the start',
        role: 'viewer',
        answers: ok('The statistics.', data(object({ ...statistics, pools: record(object(statistics)) }))),
      },
      'GET /api/v1/performance/api': {
        summary: 'Response times, errors and throughput in all and by route, since the start',
        role: 'viewer',
        answers: ok(
          'The statistics; requests that observe or steer the server are left out of the summary.',
          data(
            object({
              sinceSeconds: number,
              summary: object({
                requests: count,
                errors: count,
                errorRate: numberOrNull,
                averageResponseTime: numberOrNull,
                throughput: number,
              }),
              routes: record(route),
            }),
          ),
        ),
      },
      'POST /api/v1/performance/monitoring/start': {
        summary: 'Begins to take samples, or goes on at another interval',
        role: 'technical_admin',
        body: object({ intervalMs: whole(...INTERVAL_BOUNDS_MS) }, ['intervalMs']),
        answers: ok('How it is monitored now.', data(monitoring)),
        errors: { INVALID_INTERVAL: 400 },
      },
      'POST /api/v1/performance/monitoring/stop': {
        summary: 'Ends the samples; the history stays',
        role: 'technical_admin',
        answers: ok('How it is monitored now.', data(monitoring)),
      },
      'POST /api/v1/performance/cache/invalidate': {
        summary: 'Forgets what matches a pattern, or those of a strategy, in the caches of every domain',
        role: 'technical_admin',
        body: object({ pattern: text(LONGEST_PATTERN, { examples: ['audit_events*'] }), strategy: oneOf(STRATEGIES) }, [
          'pattern',
          'strategy',
        ]),
        answers: ok('The pattern or the strategy.', data(object({ invalidated: { type: 'string' } }))),
        errors: { INVALID_PATTERN: 400 },
      },
      'GET /api/performance/metrics': {
        summary: 'The figures of a technical admin, since the last reset',
        role: 'technical_admin',
        answers: ok('The figures.', anyObject),
      },
      'POST /api/performance/metrics': {
        summary: 'Resets those figures, invalidates the caches or warms them up',
        role: 'technical_admin',
        body: object({ action: oneOf(ACTIONS), pattern: text(LONGEST_PATTERN), strategy: oneOf(STRATEGIES) }, [
          'pattern',
          'strategy',
        ]),
        answers: ok('What was done.', anyObject),
        errors: { INVALID_ACTION: 400 },
      },
    },
  };
}
