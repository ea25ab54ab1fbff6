import type { Cache } from '../cache/cache.ts';
import type { CacheOptions } from '../cache/cache-options.ts';
import type { CachedBody } from '../http/cached-body.ts';
import type { Compressor, CompressorChanges } from '../http/compressor.ts';
import type { SqlPool } from '../ports.ts';
import { type SchemaShape, type TablePlace, tablesIn } from './schema-copy.ts';
import { chunkOf, codingOf, type Switches } from './switches.ts';
import { uncached } from './uncached.ts';
import type { Variant, VariantDomain } from './variant.ts';
import { variantPool } from './variant-pool.ts';

/** What a pool of a variant has otherwise than that of its domain. */
export interface PoolChanges {
  /** So many connections, all of them open from the start. Left out: as the domain's. */
  readonly size?: number;
  /** False: a connection is opened for each statement and closed after it. */
  readonly isPooled: boolean;
}

/** What is the same for the caches of all variants. */
export type CacheChanges = Partial<Pick<CacheOptions<CachedBody>, 'l1' | 'l2'>>;

/** A domain as the lab sees it. */
export interface LabDomain {
  readonly name: string;
  openPool(changes: PoolChanges): Promise<SqlPool>;
  placeTables(shape: SchemaShape): Promise<TablePlace>;
  openCache(namespace: string, changes: CacheChanges): Cache<CachedBody>;
}

/** What variants are made of. */
export interface LabParts {
  readonly domains: readonly LabDomain[];
  openCompressor(changes: CompressorChanges): Compressor;
}

/** Takes no value at all. */
const NO_L1 = { maxEntries: 1, maxBytes: 1 };

export type OpenVariant = Variant & { close(): Promise<void> };

/** Opens what a variant needs, its caches empty in both tiers. Rejects, with nothing left open, where a pool cannot be opened. */
export async function openVariant(
  id: string,
  switches: Switches,
  { domains, openCompressor }: LabParts,
): Promise<OpenVariant> {
  const wanted = domains.filter(({ name }) => switches.domains?.includes(name) ?? true);
  const opened = await Promise.allSettled(wanted.map((domain) => openDomain(id, switches, domain)));
  const parts = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const close = async () => {
    await Promise.all(
      parts.map(async ({ pool, cache }) => {
        await cache.deletePattern('*');
        cache.close();
        await pool.close();
      }),
    );
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
    compressor: compressorOf(switches, openCompressor),
    requests: 0,
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
  id: string,
  switches: Switches,
  domain: LabDomain,
): Promise<VariantDomain & { readonly name: string }> {
  const { name } = domain;
  const size = switches['pool.size'];
  const place = await domain.placeTables({
    hasIndexes: switches.indexes !== 'none',
    isPartitioned: switches.partition !== 'off',
  });
  const pool = await domain.openPool({ isPooled: switches.pool !== 'off', ...(size === undefined ? {} : { size }) });
  const cache = openCache(`${name}~${id}`, switches, domain);
  // Another process, or an earlier variant of this name, may have left something there.
  await cache.deletePattern('*');
  const changes = {
    isPrepared: switches.prepared !== 'off',
    inSchema: tablesIn(place),
    chunk: chunkOf(switches.stream ?? 'cursor') ?? null,
  };
  return { name, pool: variantPool(pool, changes), cache };
}

function openCache(namespace: string, switches: Switches, { openCache: open }: LabDomain): Cache<CachedBody> {
  switch (switches.cache ?? 'l1l2') {
    case 'l1l2':
      return open(namespace, {});
    case 'l1':
      return open(namespace, { l2: null });
    case 'l2':
      return open(namespace, { l1: NO_L1 });
    case 'off':
      return uncached(open(namespace, { l1: NO_L1, l2: null }));
  }
}
