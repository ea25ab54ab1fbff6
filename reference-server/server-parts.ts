import type { KvClient } from './cache/kv-client.ts';
import type { Domain } from './domain.ts';
import type { RateCounter } from './http/rate-counter.ts';
import type { Network } from './lab/network.ts';
import type { LabDomain } from './lab/open-variant.ts';
import type { Clock, Logger, Rng, SqlPool } from './ports.ts';
import type { ServerConfig } from './server-config.ts';

/** Everything a server is made of. Nothing is global: a process may hold several servers. */
export interface ServerParts {
  readonly config: ServerConfig;
  readonly clock: Clock;
  /** Decides the lab's error share. */
  readonly rng: Rng;
  readonly log: Logger;
  /** `null`: no second tier was configured. One that is down is passed all the same. */
  readonly kv: KvClient | null;
  /** Counts for rate limits, shared with other servers; left out: this one counts for itself. The server closes it. */
  readonly rateCounter?: RateCounter;
  /** The server closes the pools (and `kv`) when it closes. */
  readonly domains: readonly MountedDomain[];
  /** Between the server and its services, for the lab; left out: they are reached as they are. */
  readonly network?: Network | null;
  /** Versions, sizes, settings that matter, and what befell them: labels of `server_info`. No secrets. */
  readonly facts: () => Readonly<Record<string, string>>;
  /** Printed by GET /api/v1/performance/config: effective values with their provenance. */
  readonly configReport: unknown;
}

/** A domain with its pool. `lab`: how a variant gets what is its own; without it there is none for this domain. */
export interface MountedDomain {
  readonly domain: Domain;
  readonly pool: SqlPool;
  readonly lab?: Pick<LabDomain, 'openPool' | 'placeTables'>;
}
