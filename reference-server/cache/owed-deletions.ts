import type { KvClient } from './kv-client.ts';

/**
 * Above so many owed deletions the whole namespace is owed instead: forgetting too much is safe, forgetting one is not. A single
 * write may owe a thousand keys when the store is silent for a moment, and should not cost the whole tier: some 2 MB of keys.
 */
const MAX_OWED = 20_000;

/** Keys of one command. A command has a deadline, and one that can never be carried out within it would be owed for ever. */
const COMMAND_KEYS = 250;

/**
 * Deletions in the store, and those that could not be carried out: they are owed, and made up for when the store is back. While
 * something is owed nothing should be read, as the store may hold what was to go. No method rejects.
 */
export class OwedDeletions {
  readonly #kv: KvClient;
  readonly #everything: string;
  readonly #onError: (error: unknown) => void;
  readonly #onPaid: (() => void)[] = [];
  readonly #keys = new Set<string>();
  readonly #patterns = new Set<string>();
  #isPaying = false;

  /** `everything`: the pattern of the whole namespace. */
  constructor(kv: KvClient, everything: string, onError: (error: unknown) => void) {
    this.#kv = kv;
    this.#everything = everything;
    this.#onError = onError;
    kv.onReady(() => void this.pay());
  }

  /** Keys and patterns that are owed now. */
  get count(): number {
    return this.#keys.size + this.#patterns.size;
  }

  get isOwing(): boolean {
    return this.count > 0;
  }

  /** Calls `listener` each time that all is made up for. */
  onPaid(listener: () => void): void {
    this.#onPaid.push(listener);
  }

  deleteKeys(keys: readonly string[]): Promise<void> {
    return this.#carryOut(this.#keys, keys, () => this.#deleteAll(keys));
  }

  deletePattern(pattern: string): Promise<void> {
    return this.#carryOut(this.#patterns, [pattern], () => this.#clear(pattern));
  }

  /** Deletes keys without being waited for: what a store that has just failed costs, its caller has paid. */
  owe(keys: readonly string[]): void {
    for (const key of keys) this.#owe(this.#keys, key);
    void this.pay();
  }

  /** Makes up for what is owed, if the store can be reached. */
  async pay(): Promise<void> {
    if (this.#isPaying || !this.#kv.isReady || !this.isOwing) return;
    this.#isPaying = true;
    try {
      // What is owed meanwhile is paid as well.
      while (this.isOwing) await this.#payAll();
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#isPaying = false;
    }
    if (!this.isOwing) for (const listener of this.#onPaid) listener();
  }

  async #payAll(): Promise<void> {
    for (const pattern of this.#patterns) {
      await this.#clear(pattern);
      this.#patterns.delete(pattern);
    }
    await this.#deleteAll([...this.#keys], (deleted) => {
      for (const key of deleted) this.#keys.delete(key);
    });
  }

  async #deleteAll(keys: readonly string[], onDeleted: (keys: readonly string[]) => void = () => {}): Promise<void> {
    for (let from = 0; from < keys.length; from += COMMAND_KEYS) {
      const some = keys.slice(from, from + COMMAND_KEYS);
      await this.#kv.delete(some);
      onDeleted(some);
    }
  }

  async #carryOut(owed: Set<string>, targets: readonly string[], deletion: () => Promise<void>): Promise<void> {
    // A store that still owes has failed a moment ago: its callers do not wait for that again.
    if (this.#kv.isReady && !this.isOwing) {
      try {
        return await deletion();
      } catch (error) {
        this.#onError(error);
      }
    }
    const hasOwed = this.isOwing;
    for (const target of targets) this.#owe(owed, target);
    if (hasOwed) void this.pay();
  }

  #owe(owed: Set<string>, target: string): void {
    if (this.count < MAX_OWED) {
      owed.add(target);
      return;
    }
    this.#keys.clear();
    this.#patterns.clear();
    this.#patterns.add(this.#everything);
  }

  async #clear(pattern: string): Promise<void> {
    // A page of a search may hold more keys than one command should.
    for await (const keys of this.#kv.scan(pattern)) await this.#deleteAll(keys);
  }
}
