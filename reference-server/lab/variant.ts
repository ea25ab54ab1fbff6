import { AsyncLocalStorage } from 'node:async_hooks';
import type { Cache } from '../cache/cache.ts';
import type { KvClient } from '../cache/kv-client.ts';
import type { KeptRows } from '../db/query-cache.ts';
import type { CachedBody } from '../http/cached-body.ts';
import type { Compressor } from '../http/compressor.ts';
import { HttpError } from '../http/http-error.ts';
import type { SqlPool } from '../ports.ts';
import type { FaultSwitch } from './fault-switch.ts';
import type { Switches } from './switches.ts';
import type { UnderWay } from './under-way.ts';

/** A domain as one variant has it. */
export interface VariantDomain {
  readonly pool: SqlPool;
  readonly cache: Cache<CachedBody>;
  /** Rows of statements that the pool keeps. */
  readonly queries: Cache<KeptRows>;
  /** Where its tables are: what is written there, no other schema has. */
  readonly schema: string;
}

/** One configuration of the server, beside others in the same process: its pools, its cache, its switches. */
export interface Variant {
  readonly id: string;
  readonly switches: Switches;
  readonly domains: ReadonlyMap<string, VariantDomain>;
  /** `null`: the server's own. */
  readonly compressor: Compressor | null;
  /** `null`: the server's own. */
  readonly faults: FaultSwitch | null;
  /** `null`: there is no L2. */
  readonly kv: Pick<KvClient, 'getCommandCount'> | null;
  /** Those that came so far. */
  requests: number;
  /** Those that have no answer yet. */
  readonly underWay: UnderWay;
}

/** The variant that a request asked for, through all that is done for it. `undefined`: the server as it is set. */
export const variantOfRequest = new AsyncLocalStorage<Variant | undefined>();

/** The part that the variant of this request has of a domain; `undefined`: the domain's own. Throws HttpError 400 LAB_VARIANT_UNKNOWN. */
export function variantDomain(name: string): VariantDomain | undefined {
  const variant = variantOfRequest.getStore();
  if (variant === undefined) return undefined;
  const domain = variant.domains.get(name);
  if (domain !== undefined) return domain;
  const message = `the variant ${variant.id} is declared for ${[...variant.domains.keys()].join(', ')}, not for ${name}`;
  throw new HttpError({ statusCode: 400, code: 'LAB_VARIANT_UNKNOWN', message });
}
