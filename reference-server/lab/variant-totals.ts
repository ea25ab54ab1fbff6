import { timedStatements } from '../db/mean-query-ms.ts';
import { total } from '../monitor/snapshot.ts';
import type { Switches } from './switches.ts';
import type { Variant } from './variant.ts';

/** What was done for a variant. */
export interface VariantTotals {
  readonly switches: Switches;
  readonly requests: number;
  /** `l1` and `l2` hold the stale ones too; `reads` = `l1` + `l2` + `misses`. */
  readonly cache: Readonly<Record<'reads' | 'l1' | 'l2' | 'misses' | 'stale', number>>;
  readonly statements: number;
  /** Of them those that ran to an end: the others got no connection, and took no `sqlMs`. */
  readonly timedStatements: number;
  readonly sqlMs: number;
  /** Left out: there is no Redis. */
  readonly redisCommands?: number;
  /** Time-weighted, by domain. */
  readonly pools: Readonly<Record<string, { readonly busySeconds: number; readonly capacitySeconds: number }>>;
}

/** All that its parts have counted. */
export function totalsOf({ switches, requests, domains, kv }: Variant): VariantTotals {
  const caches = [...domains.values()].map(({ cache }) => cache.getStats());
  const pools = [...domains].map(([name, { pool }]) => ({ name, ...pool.getStats() }));
  return {
    switches,
    requests,
    cache: {
      reads: total(caches, ({ reads }) => reads),
      l1: total(caches, ({ l1Hits }) => l1Hits),
      l2: total(caches, ({ l2Hits }) => l2Hits),
      misses: total(caches, ({ misses }) => misses),
      stale: total(caches, ({ staleHits }) => staleHits),
    },
    statements: total(pools, ({ statements }) => statements),
    timedStatements: timedStatements(pools),
    sqlMs: 1_000 * total(pools, ({ statementSeconds }) => statementSeconds),
    ...(kv === null ? {} : { redisCommands: kv.getCommandCount() }),
    pools: Object.fromEntries(
      pools.map(({ name, busySeconds, capacitySeconds }) => [name, { busySeconds, capacitySeconds }]),
    ),
  };
}

/** What was counted after `before`. */
export function since(now: VariantTotals, before: VariantTotals): VariantTotals {
  // The same names with numbers less numbers.
  return { ...(less(now, before) as VariantTotals), switches: now.switches };
}

function less(now: unknown, before: unknown): unknown {
  if (typeof now === 'number' && typeof before === 'number') return now - before;
  if (typeof now !== 'object' || now === null || typeof before !== 'object' || before === null) return now;
  const held = new Map<string, unknown>(Object.entries(before));
  return Object.fromEntries(Object.entries(now).map(([name, value]) => [name, less(value, held.get(name))]));
}
