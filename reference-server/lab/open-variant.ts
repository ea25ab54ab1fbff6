import type { Cache } from '../cache/cache.ts';
import type { KvClient } from '../cache/kv-client.ts';
import { type KeptRows, withQueryCache } from '../db/query-cache.ts';
import type { CachedBody } from '../http/cached-body.ts';
import type { Compressor, CompressorChanges } from '../http/compressor.ts';
import type { SqlPool } from '../ports.ts';
import type { CacheSettings, HandlerFaults } from '../server-config.ts';
import { type CacheChanges, cacheChangesOf } from './cache-changes.ts';
import type { FaultSwitch } from './fault-switch.ts';
import type { KvLender } from './kv-share.ts';
import { type SchemaShape, type TablePlace, tablesIn } from './schema-copy.ts';
import { chunkOf, codingOf, type Switches } from './switches.ts';
import { uncached } from './uncached.ts';
import { UnderWay } from './under-way.ts';
import type { Variant, VariantDomain } from './variant.ts';
import { variantPool } from './variant-pool.ts';

/** What a pool of a variant has otherwise than that of its domain. */
export interface PoolChanges {
  /** So many connections, all of them open from the start. Left out: as the domain's. */
  readonly size?: number;
  /** False: a connection is opened for each statement and closed after it. */
  readonly isPooled: boolean;
}

/** A domain as the lab sees it. */
export interface LabDomain {
  readonly name: string;
  openPool(changes: PoolChanges): Promise<SqlPool>;
  placeTables(shape: SchemaShape): Promise<TablePlace>;
}

/** What variants are made of. */
export interface LabParts {
  readonly domains: readonly LabDomain[];
  /** `null`: there is no L2. */
  readonly kv: KvLender | null;
  /** How the caches of the server are set; `isCaching` false: they are not used. */
  readonly cache: CacheSettings;
  readonly isCaching: boolean;
  /** `pool`: what they load by. */
  openCaches(namespace: string, pool: SqlPool, changes: CacheChanges): DomainCaches;
  openCompressor(changes: CompressorChanges): Compressor;
  openFaults(faults: HandlerFaults): FaultSwitch;
}

/** Of finished answers, and of rows of statements. */
export interface DomainCaches {
  readonly cache: Cache<CachedBody>;
  readonly queries: Cache<KeptRows>;
}

export type OpenVariant = Variant & { close(): Promise<void> };

/** Opens what a variant needs, its caches empty in both tiers. Rejects, with nothing left open, where a pool cannot be opened. */
export async function openVariant(id: string, switches: Switches, lab: LabParts): Promise<OpenVariant> {
  const kv = lab.kv?.lend() ?? null;
  const wanted = lab.domains.filter(({ name }) => switches.domains?.includes(name) ?? true);
  const opened = await Promise.allSettled(wanted.map((domain) => openDomain({ id, switches, lab, kv }, domain)));
  const parts = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const close = async () => {
    await Promise.all(
      parts.map(async ({ pool, cache, queries }) => {
        await Promise.all([cache.deletePattern('*'), queries.deletePattern('*')]);
        cache.close();
        queries.close();
        await pool.close();
      }),
    );
    await kv?.close();
  };
  const failure = opened.find((one) => one.status === 'rejected');
  if (failure !== undefined) {
    await close();
    throw failure.reason;
  }
  return {
    id,
    switches,
    domains: new Map(parts.map((part) => [part.name, part])),
    compressor: compressorOf(switches, lab.openCompressor),
    faults: switches['fault.handler'] === undefined ? null : lab.openFaults(switches['fault.handler']),
    kv,
    requests: 0,
    underWay: new UnderWay(),
    close,
  };
}

function compressorOf(
  { compression, precompressed }: Switches,
  openCompressor: LabParts['openCompressor'],
): Compressor | null {
  if (compression === undefined && precompressed === undefined) return null;
  const coding = compression === 'off' ? compression : codingOf(compression ?? '');
  return openCompressor({ isKept: precompressed !== 'off', ...(coding === undefined ? {} : { coding }) });
}

async function openDomain(
  variant: {
    readonly id: string;
    readonly switches: Switches;
    readonly lab: LabParts;
    readonly kv: KvClient | null;
  },
  domain: LabDomain,
): Promise<VariantDomain & { readonly name: string }> {
  const { id, switches, lab, kv } = variant;
  const { name } = domain;
  const size = switches['pool.size'];
  const place = await domain.placeTables({
    hasIndexes: switches.indexes !== 'none',
    isPartitioned: switches.partition !== 'off',
  });
  const opened = await domain.openPool({ isPooled: switches.pool !== 'off', ...(size === undefined ? {} : { size }) });
  const pool = variantPool(opened, {
    isPrepared: switches.prepared !== 'off',
    inSchema: tablesIn(place),
    chunk: chunkOf(switches.stream ?? 'cursor') ?? null,
  });
  const changes = cacheChangesOf(switches, lab.cache, kv);
  const { cache, queries } = lab.openCaches(`${name}~${id}`, pool, changes);
  const schema = place.to;
  if ((switches.cache ?? (lab.isCaching ? 'l1l2' : 'off')) === 'off') {
    return { name, schema, pool, cache: uncached(cache), queries: uncached(queries) };
  }
  // Another process, or an earlier variant of this name, may have left something there.
  await Promise.all([cache.deletePattern('*'), queries.deletePattern('*')]);
  return { name, schema, pool: withQueryCache(pool, queries), cache, queries };
}
