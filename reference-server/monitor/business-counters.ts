/**
 * What the domains did, in their own words (`audit events created`): whatever a domain counts is told by /metrics and by every
 * sample. Counters only grow.
 */
export class BusinessCounters {
  readonly #counts = new Map<string, number>();

  /** `name` is our own word, never a client's. */
  count(name: string, amount = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + amount);
  }

  get totals(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
