/** What the collector saw besides samples: the ground on which validity is judged. */
export interface Evidence {
  /** Iterations that the plan asks for in the whole run; `null` where the plan fixes none (closed model, suites). */
  readonly plannedIterations: number | null;
  readonly iterations: number;
  readonly droppedIterations: number;
  /** Open model (arrival rate): p ≥ 95 targets need it. `null`: not a load run. */
  readonly isOpenModel: boolean | null;
  /** CPU time of the load generator over wall time × cores, 0–1; `null` where it could not be read. */
  readonly generatorCpuShare: number | null;
  /** CPU time of everything but the generator, over wall time × cores, 0–1; `null` where it could not be read. */
  readonly otherCpuShare: number | null;
  /** Requests that failed within zero time (refused connections and the like), by route. */
  readonly zeroDurationFailures: Readonly<Record<string, number>>;
  /** Failed requests by route and status or error code: `{ 'GET /api/users': { '503': 12 } }`. */
  readonly failures: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Checks of the script by name. */
  readonly checks: Readonly<Record<string, { readonly passes: number; readonly fails: number }>>;
  /** Routes that did not fit under the cap of series and were counted as `other`. */
  readonly foldedRoutes: number;
  /** Lines or samples of the tool's output that could not be read. */
  readonly unreadable: number;
  /** The tool's output ended in the middle of a line. */
  readonly isTruncated: boolean;
  /** Exceptions that the script threw, as logged by the tool (capped). */
  readonly scriptErrors: readonly string[];
  /** Seconds (offsets) in which the subject's counters could not be read. */
  readonly missedCounterReads: number;
}
