import { HttpError } from '../http/http-error.ts';
import { total } from '../monitor/snapshot.ts';
import { type LabParts, type OpenVariant, openVariant } from './open-variant.ts';
import type { Switches } from './switches.ts';
import type { Variant } from './variant.ts';

/** What was done for a variant since it was declared. */
export interface VariantTotals {
  readonly switches: Switches;
  readonly requests: number;
  /** `l1` and `l2` hold the stale ones too; `reads` = `l1` + `l2` + `misses`. */
  readonly cache: Readonly<Record<'reads' | 'l1' | 'l2' | 'misses' | 'stale', number>>;
  readonly statements: number;
  readonly sqlMs: number;
  /** Left out: there is no Redis. */
  readonly redisCommands?: number;
  /** Time-weighted, by domain. */
  readonly pools: Readonly<Record<string, { readonly busySeconds: number; readonly capacitySeconds: number }>>;
}

/**
 * The variants of one server that are ready now. Each has pools and cache namespaces of its own, so that none warms another. One
 * declaration or dismissal goes on at a time.
 */
export class Switchboard {
  readonly #parts: LabParts;
  #variants: ReadonlyMap<string, OpenVariant> = new Map();
  #turn: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(parts: LabParts) {
    this.#parts = parts;
  }

  /** Names of the domains that a variant can be declared for. */
  get domains(): readonly string[] {
    return this.#parts.domains.map(({ name }) => name);
  }

  /** False: what needs an L2 cannot be declared. */
  get hasL2(): boolean {
    return this.#parts.kv !== null;
  }

  find(id: string): Variant | undefined {
    return this.#variants.get(id);
  }

  /**
   * Resolves when all are ready, in the place of those that were declared before. Rejects with HttpError 503 LAB_VARIANT_FAILED where
   * one cannot be opened; there is none then.
   */
  declare(declarations: ReadonlyMap<string, Switches>): Promise<void> {
    return this.#inTurn(async () => {
      await this.#dismiss();
      if (this.#isClosed) return;
      const opened = await Promise.allSettled(
        [...declarations].map(([id, switches]) => openVariant(id, switches, this.#parts)),
      );
      const ready = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      this.#variants = new Map(ready.map((variant) => [variant.id, variant]));
      const failure = opened.find((one) => one.status === 'rejected');
      if (failure === undefined) return;
      await this.#dismiss();
      throw failed(failure.reason);
    });
  }

  /** Closes what all of them opened. */
  dismiss(): Promise<void> {
    return this.#inTurn(() => this.#dismiss());
  }

  /** As `dismiss`, for good. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.dismiss();
  }

  totals(): Readonly<Record<string, VariantTotals>> {
    return Object.fromEntries([...this.#variants].map(([id, variant]) => [id, totalsOf(variant)]));
  }

  async #dismiss(): Promise<void> {
    const variants = [...this.#variants.values()];
    this.#variants = new Map();
    await Promise.all(variants.map((variant) => variant.close()));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}

function totalsOf({ switches, requests, domains, kv }: Variant): VariantTotals {
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
    sqlMs: 1_000 * total(pools, ({ statementSeconds }) => statementSeconds),
    ...(kv === null ? {} : { redisCommands: kv.getCommandCount() }),
    pools: Object.fromEntries(
      pools.map(({ name, busySeconds, capacitySeconds }) => [name, { busySeconds, capacitySeconds }]),
    ),
  };
}

function failed(cause: unknown): HttpError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `the variants could not be made ready: ${reason}`;
  return new HttpError({ statusCode: 503, code: 'LAB_VARIANT_FAILED', message, cause });
}
