/** What this machine does not tell: outside Linux there is no /proc. */
export const NOT_AVAILABLE = 'not available' as const;

export type Reading<Value> = Value | typeof NOT_AVAILABLE;

/** The machine, the process and the service at one moment; rates and shares are over the stretch since the reading before. */
export interface Sample {
  /** ms since 1970. */
  readonly at: number;
  readonly stretchMs: number;
  readonly system: {
    /** `utilization`: share of the time of all cores that was not idle. */
    readonly cpu: Reading<{ readonly utilization: number; readonly cores: number; readonly loadAverage: number }>;
    readonly memory: Reading<Fill>;
    /** Of the file system that holds the server. */
    readonly disk: Reading<Fill>;
    /** Of all interfaces; loopback, where this server listens, is one of them. */
    readonly network: Reading<{ readonly receivedBytesPerSecond: number; readonly sentBytesPerSecond: number }>;
  };
  readonly process: {
    /** CPU seconds per second: 1 is one core. */
    readonly cpu: number;
    readonly rssBytes: number;
    readonly eventLoopDelayP99Ms: number;
  };
  /** All pools together; `null`: there was nothing to divide by. */
  readonly database: {
    readonly poolUtilization: number | null;
    readonly openConnections: number;
    readonly waiting: number;
    readonly statementsPerSecond: number;
    readonly averageQueryTimeMs: number | null;
    readonly errors: number;
    readonly slowStatements: number;
  };
  readonly cache: { readonly readsPerSecond: number; readonly hitRate: number | null };
  /** Requests that observe or steer the server left out. */
  readonly api: {
    readonly requestsPerSecond: number;
    readonly averageResponseTimeMs: number | null;
    readonly errorRate: number | null;
  };
  /** What the domains did, by their own words: how often in this stretch. */
  readonly business: Readonly<Record<string, number>>;
}

export interface Fill {
  readonly totalBytes: number;
  readonly availableBytes: number;
  /** Share that is not available. */
  readonly utilization: number;
}
