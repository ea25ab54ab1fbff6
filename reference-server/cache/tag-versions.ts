import type { KvClient } from './kv-client.ts';

/** Outlives every value; where it does not, values of the tag are merely loaded anew. */
const VERSION_TTL_MS = 7 * 24 * 3600 * 1000;

/**
 * Versions of tags in the store. A value is good while each of its tags has the version that it had before the value was loaded. To
 * delete a tag is to delete its version: the next writer makes a new one, unlike any before. A version that the store lost
 * (evicted, restarted) is no version, so nothing can come back that was deleted.
 */
export class TagVersions {
  readonly #kv: KvClient;
  readonly #prefix: string;
  readonly #newVersion: () => string;

  constructor(kv: KvClient, prefix: string, newVersion: () => string) {
    this.#kv = kv;
    this.#prefix = prefix;
    this.#newVersion = newVersion;
  }

  keyOf(tag: string): string {
    return this.#prefix + tag;
  }

  /** Tag and version in turn; versions that are absent are made. To be asked before the load of what they will be given to. */
  async current(tags: readonly string[]): Promise<readonly string[]> {
    const keys = tags.map((tag) => this.keyOf(tag));
    await Promise.all(keys.map((key) => this.#kv.claim(key, this.#newVersion(), VERSION_TTL_MS)));
    const versions = await this.#kv.getMany(keys);
    return tags.flatMap((tag, index) => [tag, String(versions[index] ?? '')]);
  }

  /** Whether a value with these tags and versions in turn is good. `known`: versions read with it. */
  async isGood(tagVersions: readonly string[], known: ReadonlyMap<string, string | null>): Promise<boolean> {
    const tags = tagVersions.filter((_, index) => index % 2 === 0);
    const wanting = tags.filter((tag) => !known.has(tag));
    const read = wanting.length === 0 ? [] : await this.#kv.getMany(wanting.map((tag) => this.keyOf(tag)));
    const versions = new Map([...known, ...wanting.map((tag, index) => [tag, textOf(read[index])] as const)]);
    return tags.every((tag, index) => {
      const version = tagVersions[2 * index + 1];
      return version !== '' && versions.get(tag) === version;
    });
  }
}

/** A version as text; `null`: there is none. */
export function textOf(bytes: Buffer | null | undefined): string | null {
  return bytes === null || bytes === undefined ? null : bytes.toString();
}
