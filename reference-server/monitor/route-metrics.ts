/** Upper bounds of the latency buckets in ms: the limits that the requirement documents claim, and steps between them. */
export const LATENCY_BOUNDS_MS: readonly number[] = [1, 2, 5, 10, 20, 50, 85, 100, 200, 500, 1000, 5000];

/** Counters of one route, plain numbers so that counting costs nothing; they only grow. */
export class RouteMetrics {
  readonly method: string;
  /** The path as it was registered (`/api/users/:id`), never a client's own. */
  readonly route: string;
  requests = 0;
  /** Answers with a status of 500 or above. */
  errors = 0;
  /** Body bytes as they went out, encoded or not. */
  responseBytes = 0;
  durationMs = 0;
  /** Answers of a cached route that no tier held. */
  cacheMisses = 0;
  /** Answers by first digit of their status; index 0 is 1xx. */
  readonly statusClasses: number[] = [0, 0, 0, 0, 0];
  /** Answers by duration: at most `LATENCY_BOUNDS_MS[i]` and above the bound before it; the last: above all. */
  readonly latencyCounts: number[] = new Array(LATENCY_BOUNDS_MS.length + 1).fill(0);

  constructor(method: string, route: string) {
    this.method = method;
    this.route = route;
  }

  record(statusCode: number, bodyBytes: number, durationMs: number): void {
    this.requests++;
    this.responseBytes += bodyBytes;
    this.durationMs += durationMs;
    if (statusCode >= 500) this.errors++;
    const statusClass = Math.floor(statusCode / 100) - 1;
    this.statusClasses[statusClass] = (this.statusClasses[statusClass] ?? 0) + 1;
    let bucket = 0;
    while (bucket < LATENCY_BOUNDS_MS.length && durationMs > (LATENCY_BOUNDS_MS[bucket] ?? 0)) bucket++;
    this.latencyCounts[bucket] = (this.latencyCounts[bucket] ?? 0) + 1;
  }
}
