import type { Logger } from '../ports.ts';
import type { HttpSettings } from '../server-config.ts';
import { RouteMetrics } from './route-metrics.ts';

/** Stands for every path that no route matches: what a client makes up is no label. */
export const UNMATCHED = 'unmatched';

/** Counts every answer under its route, and tells the log of those that were slow. */
export class RequestLog {
  readonly #routes = new Map<string, RouteMetrics>();
  readonly #limits: Pick<HttpSettings, 'slowRequestMs' | 'criticalRequestMs'>;
  readonly #log: Logger;

  constructor(limits: Pick<HttpSettings, 'slowRequestMs' | 'criticalRequestMs'>, log: Logger) {
    this.#limits = limits;
    this.#log = log;
  }

  /** The counters of a route, made on first use. `route` comes from the router, not from the request. */
  of(method: string, route: string): RouteMetrics {
    const name = `${method} ${route}`;
    let metrics = this.#routes.get(name);
    if (metrics === undefined) {
      metrics = new RouteMetrics(method, route);
      this.#routes.set(name, metrics);
    }
    return metrics;
  }

  record(metrics: RouteMetrics, answer: { statusCode: number; bodyBytes: number; durationMs: number }): void {
    metrics.record(answer.statusCode, answer.bodyBytes, answer.durationMs);
    const { slowRequestMs, criticalRequestMs } = this.#limits;
    if (answer.durationMs <= slowRequestMs && answer.durationMs <= criticalRequestMs) return;
    const fields = {
      method: metrics.method,
      route: metrics.route,
      statusCode: answer.statusCode,
      durationMs: answer.durationMs,
    };
    if (answer.durationMs > criticalRequestMs) this.#log.error(fields, 'critical request');
    else this.#log.warn(fields, 'slow request');
  }

  get routes(): readonly RouteMetrics[] {
    return [...this.#routes.values()];
  }
}
