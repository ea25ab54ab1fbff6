import { CONTROL_ROUTES } from './control-routes.ts';
import { counter, type MetricFamily, type MetricSample } from './prometheus-text.ts';
import { LATENCY_BOUNDS_MS, type RouteMetrics } from './route-metrics.ts';
import { total } from './snapshot.ts';

/** What was answered: in all without the control routes, and by route with them. */
export function requestFamilies(routes: readonly RouteMetrics[]): readonly MetricFamily[] {
  const load = routes.filter(({ route }) => !CONTROL_ROUTES.has(route));
  const byRoute = (value: (route: RouteMetrics) => number): readonly MetricSample[] =>
    routes.map((route) => ({ labels: labelsOf(route), value: value(route) }));
  const requests = total(load, (route) => route.requests);
  const errors = total(load, (route) => route.errors);
  const bytes = total(load, (route) => route.responseBytes);
  return [
    counter(
      'http_requests_total',
      'Requests that are over, answered or left by their clients (499); those that observe or steer the server left out.',
      requests,
    ),
    counter('http_request_errors_total', 'Of these, answered with 500 or above.', errors),
    counter('http_response_bytes_total', 'Bytes of their bodies as sent.', bytes),
    counter(
      'route_requests_total',
      'Requests that are over, by route.',
      byRoute((route) => route.requests),
    ),
    counter(
      'route_request_errors_total',
      'Answered with 500 or above, by route.',
      byRoute((route) => route.errors),
    ),
    counter(
      'route_cache_misses_total',
      'Answers that no tier of the cache held, by route.',
      byRoute((route) => route.cacheMisses),
    ),
    counter(
      'route_response_bytes_total',
      'Bytes of bodies, by route.',
      byRoute((route) => route.responseBytes),
    ),
    counter('route_responses_total', 'Answers by route and class of status.', routes.flatMap(statusSamples)),
    {
      name: 'route_duration_seconds',
      type: 'histogram',
      help: 'From the request to its answer, by route.',
      samples: routes.flatMap(latencySamples),
    },
  ];
}

function labelsOf({ method, route }: RouteMetrics): Record<string, string> {
  return { method, route };
}

function statusSamples(route: RouteMetrics): readonly MetricSample[] {
  const labels = labelsOf(route);
  return route.statusClasses.map((value, index) => ({ labels: { ...labels, status: `${index + 1}xx` }, value }));
}

function latencySamples(route: RouteMetrics): readonly MetricSample[] {
  const labels = labelsOf(route);
  let below = 0;
  const buckets = route.latencyCounts.map((count, index) => {
    below += count;
    const bound = LATENCY_BOUNDS_MS[index];
    const le = bound === undefined ? '+Inf' : String(bound / 1000);
    return { suffix: '_bucket', labels: { ...labels, le }, value: below };
  });
  return [
    ...buckets,
    { suffix: '_sum', labels, value: route.durationMs / 1000 },
    { suffix: '_count', labels, value: route.requests },
  ];
}
