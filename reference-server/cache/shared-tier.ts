import type { CacheClock } from './cache-clock.ts';
import type { Compression } from './compression.ts';
import { isTimeout, type KvClient } from './kv-client.ts';
import type { Lifetime } from './lifetime.ts';
import { OwedDeletions } from './owed-deletions.ts';
import { SharedCounts } from './shared-counts.ts';
import { TagVersions, textOf } from './tag-versions.ts';
import type { ValueCodec } from './value-codec.ts';
import { type ByteTotals, type SharedWrite, ValueEnvelope } from './value-envelope.ts';

/** A value from L2 with what is left of its life. */
export interface SharedValue<Value> extends Lifetime {
  readonly value: Value;
  readonly loadMs: number;
  readonly tags: readonly string[];
}

export interface SharedTierOptions<Value> {
  readonly kv: KvClient;
  readonly namespace: string;
  readonly codec: ValueCodec<NonNullable<Value>>;
  readonly clock: CacheClock;
  readonly compression?: Compression | null;
  /** Makes a text that no process made before. */
  readonly newId: () => string;
}

const NO_TAGS: readonly string[] = [];

/**
 * L2: values in a store that processes share. No method rejects: what the store refuses is counted and reads as absent, and while a
 * deletion is owed nothing is read.
 */
export class SharedTier<Value> {
  readonly counts = new SharedCounts();
  readonly #kv: KvClient;
  readonly #prefix: string;
  readonly #envelope: ValueEnvelope<Value>;
  readonly #owed: OwedDeletions;
  readonly #versions: TagVersions;

  constructor(options: SharedTierOptions<Value>) {
    this.#kv = options.kv;
    this.#envelope = new ValueEnvelope(options.codec, options.compression ?? null, options.clock);
    this.#prefix = `${options.namespace}:`;
    this.#owed = new OwedDeletions(options.kv, `${this.#prefix}*`, (error) => this.#fail(error));
    this.#versions = new TagVersions(options.kv, `${this.#prefix}#tag:`, options.newId);
  }

  /** Deletions that the store still has to be told. */
  get owed(): number {
    return this.#owed.count;
  }

  /** What compression took in and gave out so far, in bytes. */
  get compressed(): ByteTotals {
    return this.#envelope.compressed;
  }

  /** Some deletion is still to be carried out: others who read the store may find what was deleted. */
  get isOwing(): boolean {
    return this.#owed.isOwing;
  }

  /** Calls `listener` each time that nothing is owed any more. */
  onPaid(listener: () => void): void {
    this.#owed.onPaid(listener);
  }

  /** `tags`: those that the value is likely to have; their versions are read with it. */
  async get(key: string, tags: readonly string[] = NO_TAGS): Promise<SharedValue<Value> | undefined> {
    if (!this.#kv.isReady || this.#owed.isOwing) {
      this.counts.skips++;
      void this.#owed.pay();
      return undefined;
    }
    this.counts.reads++;
    try {
      const found =
        tags.length === 0
          ? await this.#open(await this.#kv.get(this.#prefix + key), new Map())
          : await this.#openTagged(key, tags);
      if (found === undefined) this.counts.misses++;
      return found;
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /** Versions of tags for a value that is to be loaded; `null`: unknown, so that it cannot be written. */
  async versionsOf(tags: readonly string[] = NO_TAGS): Promise<readonly string[] | null> {
    if (tags.length === 0) return tags;
    if (!this.#kv.isReady || this.#owed.isOwing) return null;
    try {
      return await this.#versions.current(tags);
    } catch (error) {
      this.#fail(error);
      return null;
    }
  }

  /** Adds a value that was absent. Where it fails nothing is lost: the next reader loads it. Returns whether it was written. */
  async fill(key: string, value: Value, write: SharedWrite): Promise<boolean> {
    if (!this.#kv.isReady || this.#owed.isOwing || write.keptMs <= 0) return false;
    try {
      const seconds = Math.ceil(write.keptMs / 1000);
      await this.#kv.set(this.#prefix + key, await this.#envelope.seal(value, write), seconds);
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  /** Replaces a value: where that fails the one that was there must not be read again. */
  async set(key: string, value: Value, write: SharedWrite): Promise<void> {
    if (!(await this.fill(key, value, write))) this.forget(key);
  }

  /** Deletes a key in its own time; until then nothing is read. */
  forget(key: string): void {
    this.#owed.owe([this.#prefix + key]);
  }

  delete(keys: readonly string[]): Promise<void> {
    return this.#owed.deleteKeys(keys.map((key) => this.#prefix + key));
  }

  deletePattern(pattern: string): Promise<void> {
    return this.#owed.deletePattern(this.#prefix + pattern);
  }

  deleteTags(tags: readonly string[]): Promise<void> {
    return this.#owed.deleteKeys(tags.map((tag) => this.#versions.keyOf(tag)));
  }

  #fail(error: unknown): void {
    this.counts.errors++;
    if (isTimeout(error)) this.counts.timeouts++;
  }

  async #openTagged(key: string, tags: readonly string[]): Promise<SharedValue<Value> | undefined> {
    const keys = tags.map((tag) => this.#versions.keyOf(tag));
    const [sealed = null, ...versions] = await this.#kv.getMany([this.#prefix + key, ...keys]);
    return this.#open(sealed, new Map(tags.map((tag, index) => [tag, textOf(versions[index])])));
  }

  async #open(
    sealed: Buffer | null,
    known: ReadonlyMap<string, string | null>,
  ): Promise<SharedValue<Value> | undefined> {
    const opened = sealed === null ? undefined : this.#envelope.open(sealed);
    if (opened === undefined || !(opened.keptMs > 0)) return undefined;
    const { freshMs, keptMs, loadMs, tagVersions } = opened;
    if (tagVersions.length > 0 && !(await this.#versions.isGood(tagVersions, known))) return undefined;
    const value = await this.#readable(opened.read);
    if (value === undefined) return undefined;
    const tags = tagVersions.length === 0 ? NO_TAGS : tagVersions.filter((_, index) => index % 2 === 0);
    return { value, freshMs, keptMs, loadMs, tags };
  }

  /** A value that cannot be read is no failure of the store: it is absent, and whoever loads it writes over it. */
  async #readable<Part>(read: () => Part | Promise<Part>): Promise<Part | undefined> {
    try {
      return await read();
    } catch {
      this.counts.unreadable++;
      return undefined;
    }
  }
}
