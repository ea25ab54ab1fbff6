import type { FastifyInstance } from 'fastify';
import type { KvClient } from './cache/kv-client.ts';
import type { Domain } from './domain.ts';
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
  /** The server closes the pools (and `kv`) when it closes. */
  readonly domains: readonly { readonly domain: Domain; readonly pool: SqlPool }[];
  /** Versions, sizes, settings that matter: labels of `server_info`. No secrets. */
  readonly facts: Readonly<Record<string, string>>;
  /** Printed by GET /api/v1/performance/config: effective values with their provenance. */
  readonly configReport: unknown;
}

/** Builds a server that does not listen yet. The caller calls `listen({ host: '127.0.0.1', port })` and `close()`. */
export async function createServer(_parts: ServerParts): Promise<FastifyInstance> {
  throw new TypeError('not built yet');
}
