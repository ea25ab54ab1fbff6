import { expect, test } from 'vitest';
import { RequestLog } from '../request-log.ts';
import { PerformanceMonitor } from './performance-monitor.ts';

test('document 000: a route and the whole, by its names', () => {
  const log = { info() {}, warn() {}, error() {} };
  const requests = new RequestLog({ slowRequestMs: 1_000, criticalRequestMs: 5_000 }, log);
  const performanceMonitor = new PerformanceMonitor({ routes: () => requests.routes, seconds: () => 10 });
  expect(performanceMonitor.getPerformanceSummary().averageResponseTime).toBeNull();
  const mappings = requests.of('GET', '/api/opal/mappings');
  for (const durationMs of [2, 4]) requests.record(mappings, { statusCode: 200, bodyBytes: 100, durationMs });
  requests.record(requests.of('PUT', '/api/opal/mappings/:id'), { statusCode: 503, bodyBytes: 10, durationMs: 24 });
  requests.record(requests.of('GET', '/metrics'), { statusCode: 200, bodyBytes: 10, durationMs: 1_000 });
  expect(performanceMonitor.getRouteMetrics('GET', '/api/opal/mappings')).toMatchObject({
    requests: 2,
    errorRate: 0,
    averageResponseTime: 3,
    p95AtMostMs: 5,
    throughput: 0.2,
    responseBytes: 200,
  });
  expect(performanceMonitor.getRouteMetrics('POST', '/api/opal/mappings')).toBeUndefined();
  expect(performanceMonitor.getPerformanceSummary()).toEqual({
    requests: 3,
    errors: 1,
    errorRate: 1 / 3,
    averageResponseTime: 10,
    throughput: 0.3,
  });
});
