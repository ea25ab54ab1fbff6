import type { MetricName } from '../model/comparison-record.ts';
import type { Problem } from '../model/verdict.ts';
import { parseMetric } from './metric.ts';

/** What thresholds of k6 scripts call latency, and its parts, with or without tags. */
const K6_REQUEST_TIME = /^http_req_(?!failed)/;

/** What they call throughput. */
const K6_REQUESTS = /^http_reqs\b/;

/** The first problem that makes the metric invalid. */
export function problemOf({ metric, route }: MetricName, problems: readonly Problem[]): Problem | undefined {
  const names = [metric, parseMetric(metric).series, metric.replace(/\.tail-share$/, '')];
  return problems.find((problem) => names.some((series) => isTouched(series, route, problem)));
}

/** Whether a problem touches a series. One of a route touches that route; all requests have problems of their own. */
export function isTouched(series: string, route: string | null, problem: Problem): boolean {
  if (problem.severity !== 'invalid') return false;
  const isOfSeries =
    problem.series === null ||
    problem.series === series ||
    (problem.series === 'latency' && K6_REQUEST_TIME.test(series)) ||
    (problem.series === 'throughput' && K6_REQUESTS.test(series));
  return isOfSeries && (problem.route === null || problem.route === route);
}
