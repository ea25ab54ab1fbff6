import type { AdmissionSettings } from './admission/admission-queue.ts';
import type { MemorySettings } from './admission/memory-guard.ts';
import type { PerformanceSwitches } from './admission/performance-middleware.ts';
import type { BreakerOptions } from './cache/breaker.ts';
import type { CacheOptions } from './cache/cache-options.ts';
import type { Encoding } from './http/accept-encoding.ts';
import type { CachedBody } from './http/cached-body.ts';
import type { RateLimitSettings } from './http/rate-limit.ts';
import type { HealthLimits } from './monitor/health.ts';

/** The settings that the server itself reads: plain effective values, checked and frozen by config/. */
export interface ServerConfig {
  readonly http: HttpSettings;
  readonly cache: CacheSettings;
  readonly admission: AdmissionConfig;
  readonly lab: LabSettings;
  readonly monitor: MonitorSettings;
  /** Signs tokens; `null`: one that is drawn at the start, so that tokens end with the process. */
  readonly authSecret: string | null;
}

export interface HttpSettings {
  readonly bodyLimitBytes: number;
  /** The whole request must have arrived within this time. */
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  /** How long a closing server waits for requests under way. */
  readonly closeTimeoutMs: number;
  /** Answers slower than this are logged as a warning. */
  readonly slowRequestMs: number;
  /** Those slower than this are logged as an error. */
  readonly criticalRequestMs: number;
  readonly compression: CompressionSettings;
  /** How long a client may keep a style sheet or a script under its own name. */
  readonly staticMaxAgeSeconds: number;
}

export interface CompressionSettings {
  readonly isEnabled: boolean;
  /** Shorter bodies are sent as they are. */
  readonly minSizeBytes: number;
  /** Routes as they are registered. */
  readonly excludePaths: readonly string[];
  /** Of bodies that are kept; left out: those of the codings. */
  readonly levels?: Readonly<Partial<Record<Encoding, number>>>;
}

/** Of the cache of each domain, as `createCache` takes them. */
export type CacheSettings = Pick<
  CacheOptions<CachedBody>,
  'l1' | 'keyPrefix' | 'jitter' | 'earlyRefresh' | 'life' | 'errorTtlMs' | 'lease' | 'compression' | 'fallback' | 'bus'
> & {
  /** Of the caches of one domain together; `null`: none. */
  readonly breaker?: BreakerOptions | null;
};

/** What is let in, and what is not. */
export interface AdmissionConfig {
  readonly queue: AdmissionSettings;
  readonly memory: MemorySettings;
  readonly performance: PerformanceSwitches;
  readonly rateLimit: RateLimitSettings;
}

/** The sampling of the machine, the process and the service. */
export interface MonitorSettings {
  /** From the start on; it can be started and stopped at run time. */
  readonly isSampling: boolean;
  readonly intervalMs: number;
  /** Samples that are kept; the oldest make room. */
  readonly historyLength: number;
  /** What document 000 asks of a response of OPAL. */
  readonly targetResponseMs: number;
  readonly health: HealthLimits;
}

export interface LabSettings {
  /** Secret of whoever started the server; `null`: there is no lab. */
  readonly key: string | null;
  /** Faults from the start on (FAULT_HANDLER_…). */
  readonly faults: HandlerFaults;
}

/** What is done to every request of a domain before its handler; all zero and `false`: nothing. */
export interface HandlerFaults {
  /** Busy loop, in microseconds. */
  readonly busyUs: number;
  /** Delay, in milliseconds. */
  readonly delayMs: number;
  /** One more SQL statement on the domain's pool. */
  readonly hasExtraSql: boolean;
  /** Share of requests answered with 500 FAULT_INJECTED, in [0, 1]. */
  readonly errorShare: number;
}
