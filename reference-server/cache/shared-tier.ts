import type { CacheClock } from './cache-clock.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import type { KvClient } from './kv-client.ts';
import type { ValueCodec } from './value-codec.ts';

/** Above so many owed deletions the whole namespace is owed instead: forgetting too much is safe, forgetting one is not. */
const MAX_OWED = 1000;

/** A value from L2 with what is left of its life. */
export interface SharedValue<Value> {
  readonly value: Value;
  readonly ttlMs: number;
}

/**
 * L2: values in a store that processes share. No method rejects: what the store refuses is counted and reads as absent.
 * A deletion that could not be carried out is owed; until it is made up for nothing is read, as the store may hold what
 * was to go.
 */
export class SharedTier<Value> {
  readonly #kv: KvClient;
  readonly #prefix: string;
  readonly #codec: ValueCodec<Value>;
  readonly #clock: CacheClock;
  readonly #owedKeys = new Set<string>();
  readonly #owedPatterns = new Set<string>();
  #isPaying = false;
  #errors = 0;
  #skips = 0;

  constructor(options: { kv: KvClient; namespace: string; codec: ValueCodec<Value>; clock: CacheClock }) {
    this.#kv = options.kv;
    this.#prefix = `${options.namespace}:`;
    this.#codec = options.codec;
    this.#clock = options.clock;
    options.kv.onReady(() => void this.#payOwed());
  }

  /** Calls of the store that failed. */
  get errors(): number {
    return this.#errors;
  }

  /** Reads that went without the store. */
  get skips(): number {
    return this.#skips;
  }

  async get(key: string): Promise<SharedValue<Value> | undefined> {
    if (!this.#kv.isReady || this.#owes) {
      this.#skips++;
      void this.#payOwed();
      return undefined;
    }
    try {
      const sealed = await this.#kv.get(this.#prefix + key);
      const opened = sealed === null ? undefined : openEnvelope(sealed);
      if (opened === undefined) return undefined;
      const ttlMs = opened.expiresAtWallMs - this.#clock.wallMs();
      return ttlMs > 0 ? { value: this.#codec.decode(opened.payload), ttlMs } : undefined;
    } catch {
      this.#errors++;
      return undefined;
    }
  }

  /** Adds a value that was absent. Where it fails nothing is lost: the next reader loads it. Returns whether it was written. */
  async fill(key: string, value: Value, ttlMs: number): Promise<boolean> {
    if (!this.#kv.isReady || this.#owes || ttlMs <= 0) return false;
    try {
      const sealed = sealEnvelope(this.#codec.encode(value), this.#clock.wallMs() + ttlMs);
      await this.#kv.set(this.#prefix + key, sealed, Math.ceil(ttlMs / 1000));
      return true;
    } catch {
      this.#errors++;
      return false;
    }
  }

  /** Replaces a value: where that fails the one that was there must not be read again. */
  async set(key: string, value: Value, ttlMs: number): Promise<void> {
    if (!(await this.fill(key, value, ttlMs))) await this.delete([key]);
  }

  delete(keys: readonly string[]): Promise<void> {
    const fullKeys = keys.map((key) => this.#prefix + key);
    return this.#carryOut(this.#owedKeys, fullKeys, () => this.#kv.delete(fullKeys));
  }

  deletePattern(pattern: string): Promise<void> {
    const fullPattern = this.#prefix + pattern;
    return this.#carryOut(this.#owedPatterns, [fullPattern], () => this.#clear(fullPattern));
  }

  get #owes(): boolean {
    return this.#owedKeys.size > 0 || this.#owedPatterns.size > 0;
  }

  async #carryOut(owed: Set<string>, targets: readonly string[], deletion: () => Promise<void>): Promise<void> {
    if (this.#kv.isReady) {
      try {
        return await deletion();
      } catch {
        this.#errors++;
      }
    }
    for (const target of targets) this.#owe(owed, target);
  }

  #owe(owed: Set<string>, target: string): void {
    if (this.#owedKeys.size + this.#owedPatterns.size >= MAX_OWED) {
      this.#owedKeys.clear();
      this.#owedPatterns.clear();
      this.#owedPatterns.add(`${this.#prefix}*`);
    } else {
      owed.add(target);
    }
  }

  async #payOwed(): Promise<void> {
    if (this.#isPaying || !this.#kv.isReady || !this.#owes) return;
    this.#isPaying = true;
    try {
      for (const pattern of this.#owedPatterns) {
        await this.#clear(pattern);
        this.#owedPatterns.delete(pattern);
      }
      const keys = [...this.#owedKeys];
      if (keys.length > 0) await this.#kv.delete(keys);
      for (const key of keys) this.#owedKeys.delete(key);
    } catch {
      this.#errors++;
    } finally {
      this.#isPaying = false;
    }
  }

  async #clear(pattern: string): Promise<void> {
    for await (const keys of this.#kv.scan(pattern)) if (keys.length > 0) await this.#kv.delete(keys);
  }
}
