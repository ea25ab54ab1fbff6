/** Commands of a store, as it names them. */
export type StoreCommand = 'get' | 'mget' | 'set' | 'eval' | 'unlink' | 'scan' | 'publish' | 'ping';

/** How many commands were sent, by kind. */
export class CommandCounts {
  readonly #counts: Record<StoreCommand, number> = {
    get: 0,
    mget: 0,
    set: 0,
    eval: 0,
    unlink: 0,
    scan: 0,
    publish: 0,
    ping: 0,
  };

  add(command: StoreCommand): void {
    this.#counts[command] += 1;
  }

  /** Of all kinds. */
  total(): number {
    return Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
  }

  /** Of the kinds that were sent. */
  byKind(): Readonly<Record<string, number>> {
    return Object.fromEntries(Object.entries(this.#counts).filter(([, count]) => count > 0));
  }
}
