import type { RouteMetrics } from '../route-metrics.ts';
import { type RouteStatistics, type RouteSummary, routeStatistics, routeSummary } from '../route-statistics.ts';

export interface PerformanceMonitorParts {
  readonly routes: () => readonly RouteMetrics[];
  /** For how long they have been counted. */
  readonly seconds: () => number;
}

/** What the server counts of its routes, by the names of document 000. */
export class PerformanceMonitor {
  readonly #parts: PerformanceMonitorParts;

  constructor(parts: PerformanceMonitorParts) {
    this.#parts = parts;
  }

  /** `path` as it is registered, e.g. `/api/users/:id`; `undefined`: nobody has asked it so. */
  getRouteMetrics(method: string, path: string): RouteStatistics | undefined {
    const { routes, seconds } = this.#parts;
    const route = routes().find((one) => one.method === method && one.route === path);
    return route === undefined ? undefined : routeStatistics(route, seconds());
  }

  /** Of all routes but those that observe or steer the server. */
  getPerformanceSummary(): RouteSummary {
    return routeSummary(this.#parts.routes(), this.#parts.seconds());
  }
}
