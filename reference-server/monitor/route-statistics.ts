import { CONTROL_ROUTES } from './control-routes.ts';
import { ratio } from './ratio.ts';
import { LATENCY_BOUNDS_MS, type RouteMetrics } from './route-metrics.ts';
import { total } from './snapshot.ts';

/** One route over a stretch of time; `null`: there is nothing to divide by. */
export interface RouteStatistics {
  readonly requests: number;
  readonly errors: number;
  readonly errorRate: number | null;
  /** In ms. */
  readonly averageResponseTime: number | null;
  readonly p50AtMostMs: number | null;
  readonly p95AtMostMs: number | null;
  readonly p99AtMostMs: number | null;
  /** Requests a second. */
  readonly throughput: number;
  readonly responseBytes: number;
  readonly cacheMisses: number;
}

export type RouteSummary = Pick<
  RouteStatistics,
  'requests' | 'errors' | 'errorRate' | 'averageResponseTime' | 'throughput'
>;

export function routeStatistics(route: RouteMetrics, seconds: number): RouteStatistics {
  const { requests, errors, durationMs, responseBytes, cacheMisses } = route;
  return {
    requests,
    errors,
    errorRate: ratio(errors, requests),
    averageResponseTime: ratio(durationMs, requests),
    p50AtMostMs: boundOf(route, 0.5),
    p95AtMostMs: boundOf(route, 0.95),
    p99AtMostMs: boundOf(route, 0.99),
    throughput: requests / seconds,
    responseBytes,
    cacheMisses,
  };
}

/** All routes as if they were one; those that observe or steer the server are left out. */
export function routeSummary(routes: readonly RouteMetrics[], seconds: number): RouteSummary {
  const load = routes.filter(({ route }) => !CONTROL_ROUTES.has(route));
  const requests = total(load, (route) => route.requests);
  const errors = total(load, (route) => route.errors);
  const durationMs = total(load, (route) => route.durationMs);
  return {
    requests,
    errors,
    errorRate: ratio(errors, requests),
    averageResponseTime: ratio(durationMs, requests),
    throughput: requests / seconds,
  };
}

/** The least bound of the buckets that this share of the answers lies within; `null`: it lies above them all, or there is none. */
function boundOf({ requests, latencyCounts }: RouteMetrics, share: number): number | null {
  let within = 0;
  const place = latencyCounts.findIndex((count) => {
    within += count;
    return requests > 0 && within >= share * requests;
  });
  return LATENCY_BOUNDS_MS[place] ?? null;
}
