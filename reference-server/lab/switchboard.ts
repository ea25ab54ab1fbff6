import { HttpError } from '../http/http-error.ts';
import { type LabParts, type OpenVariant, openVariant } from './open-variant.ts';
import type { Switches } from './switches.ts';
import type { Variant, VariantDomain } from './variant.ts';
import { since, totalsOf, type VariantTotals } from './variant-totals.ts';

/** So long those whom a variant still owes an answer may take for it. */
const PATIENCE_MS = 10_000;

interface Declared {
  readonly variant: OpenVariant;
  /** What opening it had cost. */
  readonly before: VariantTotals;
}

/**
 * The variants of one server that are ready now. Each has pools and cache namespaces of its own, so that none warms another. One
 * declaration or dismissal goes on at a time.
 */
export class Switchboard {
  readonly #parts: LabParts;
  #variants: ReadonlyMap<string, Declared> = new Map();
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
    return this.#variants.get(id)?.variant;
  }

  /** A domain in all variants that have it. */
  ofDomain(name: string): readonly VariantDomain[] {
    return [...this.#variants.values()].flatMap(({ variant }) => variant.domains.get(name) ?? []);
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
      this.#variants = new Map(ready.map((variant) => [variant.id, { variant, before: totalsOf(variant) }]));
      const failure = opened.find((one) => one.status === 'rejected');
      if (failure === undefined) return;
      await this.#dismiss();
      throw failed(failure.reason);
    });
  }

  /** Closes what all of them opened, once what was asked of them is answered or has taken 10 s more. */
  dismiss(): Promise<void> {
    return this.#inTurn(() => this.#dismiss());
  }

  /** As `dismiss`, for good. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.dismiss();
  }

  totals(): Readonly<Record<string, VariantTotals>> {
    const variants = [...this.#variants];
    return Object.fromEntries(variants.map(([id, { variant, before }]) => [id, since(totalsOf(variant), before)]));
  }

  async #dismiss(): Promise<void> {
    const variants = [...this.#variants.values()];
    this.#variants = new Map();
    await Promise.all(
      variants.map(async ({ variant }) => {
        await variant.underWay.idle(PATIENCE_MS);
        await variant.close();
      }),
    );
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}

function failed(cause: unknown): HttpError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `the variants could not be made ready: ${reason}`;
  return new HttpError({ statusCode: 503, code: 'LAB_VARIANT_FAILED', message, cause });
}
