/** Upper bounds of the waits that are told apart, in ms; the last of the documents is the 30 s of 003. */
export const WAIT_BOUNDS_MS: readonly number[] = [1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000, 30_000];

/** Of an admission queue. The levels are `running`, `waiting`, `maxConcurrent` and `maxWaiting`; everything else only grows. */
export interface AdmissionStats {
  readonly isEnabled: boolean;
  readonly maxConcurrent: number;
  readonly maxWaiting: number;
  /** Requests that hold a place now. */
  readonly running: number;
  /** Requests that wait for one now. */
  readonly waiting: number;
  /** Requests that were given a place, at once or after a wait. */
  readonly admitted: number;
  /** Turned away because as many waited as may. */
  readonly rejected: number;
  /** Turned away because they had waited as long as they may. */
  readonly timedOut: number;
  /** Their clients left while they waited. */
  readonly left: number;
  /** Turned away because the server was closed. */
  readonly closed: number;
  /** Time-weighted: `busySeconds / capacitySeconds` over any stretch is the utilisation of the places. */
  readonly busySeconds: number;
  readonly capacitySeconds: number;
  /** Sum of the waits of those that were admitted. */
  readonly waitMs: number;
  /** The same by length: at most `WAIT_BOUNDS_MS[i]` and above the bound before it; the last: above all. */
  readonly waitCounts: readonly number[];
}
