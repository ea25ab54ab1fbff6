import { EntryList, type Listed } from './entry-list.ts';
import type { EntryStore, EntryStoreOptions } from './entry-store.ts';
import { FrequencySketch } from './frequency-sketch.ts';

/** Of the room, for those that have just come. */
const WINDOW_SHARE = 0.01;
/** Of the room, for those that were read again. */
const PROTECTED_SHARE = 0.8;

interface Node<Entry> extends Listed<Node<Entry>> {
  readonly key: string;
  readonly hash: number;
  readonly entry: Entry;
  list: EntryList<Node<Entry>>;
}

/**
 * W-TinyLFU: what comes stands in a small window; what leaves the window is admitted to the rest only if it was asked for more often,
 * of late, than each of those that would have to go for it. The rest has two parts, each with the least recently read first: what is on
 * probation, and what was read while it was. A scan passes through the window and leaves nothing behind.
 * Source: Einziger, Friedman & Manes (2017), TinyLFU, ACM ToS 13 (4); shares as Caffeine begins with, which then moves them.
 */
export class TinyLfuStore<Entry> implements EntryStore<Entry> {
  readonly #options: EntryStoreOptions<Entry>;
  readonly #nodes = new Map<string, Node<Entry>>();
  readonly #window = new EntryList<Node<Entry>>();
  readonly #probation = new EntryList<Node<Entry>>();
  readonly #protected = new EntryList<Node<Entry>>();
  readonly #frequency: FrequencySketch;

  constructor(options: EntryStoreOptions<Entry>) {
    this.#options = options;
    this.#frequency = new FrequencySketch(options.maxEntries, Math.floor(options.random() * 2 ** 32));
  }

  get size(): number {
    return this.#nodes.size;
  }

  get calculatedSize(): number {
    return this.#window.bytes + this.#probation.bytes + this.#protected.bytes;
  }

  get(key: string): Entry | undefined {
    const node = this.#nodes.get(key);
    if (node === undefined) return undefined;
    this.#frequency.add(node.hash);
    move(node, node.list === this.#window ? this.#window : this.#protected);
    for (let oldest = this.#protected.oldest; oldest !== null; oldest = this.#protected.oldest) {
      if (oldest === node || !this.#fills(this.#protected, PROTECTED_SHARE)) break;
      move(oldest, this.#probation);
    }
    return node.entry;
  }

  peek(key: string): Entry | undefined {
    return this.#nodes.get(key)?.entry;
  }

  /** What replaces an entry comes as any other: it is known how often it was asked for. */
  set(key: string, entry: Entry): void {
    const replaced = this.#nodes.get(key);
    if (replaced !== undefined) this.#remove(replaced, false);
    const hash = replaced?.hash ?? this.#frequency.hashOf(key);
    this.#frequency.add(hash);
    const { maxBytes, weigh, onInsert } = this.#options;
    const bytes = weigh(entry, key);
    if (bytes > maxBytes) return;
    const node: Node<Entry> = { key, hash, entry, bytes, list: this.#window, older: null, newer: null };
    this.#nodes.set(key, node);
    this.#window.push(node);
    onInsert(entry, key);
    this.#makeRoom();
  }

  delete(key: string): void {
    const node = this.#nodes.get(key);
    if (node !== undefined) this.#remove(node, false);
  }

  clear(): void {
    for (const node of [...this.#nodes.values()]) this.#remove(node, false);
  }

  keys(): Iterable<string> {
    return this.#nodes.keys();
  }

  #makeRoom(): void {
    const { maxEntries, maxBytes } = this.#options;
    for (let oldest = this.#window.oldest; oldest?.newer && this.#fills(this.#window, WINDOW_SHARE); ) {
      this.#admit(oldest);
      oldest = this.#window.oldest;
    }
    // What came last stays, whatever it weighs: it is the newest of the last list, and fits in alone.
    while (this.size > maxEntries || this.calculatedSize > maxBytes) {
      const loser = this.#probation.oldest ?? this.#protected.oldest ?? this.#window.oldest;
      if (loser !== null) this.#remove(loser, true);
    }
  }

  /** Lets what leaves the window in, in the place of those that have to go for it, or lets it go. */
  #admit(candidate: Node<Entry>): void {
    const losers = this.#losersTo(candidate);
    for (const loser of losers ?? [candidate]) this.#remove(loser, true);
    if (losers !== null) move(candidate, this.#probation);
  }

  /** `null`: one of those who would have to go was asked for as often, or there are too few of them. */
  #losersTo(candidate: Node<Entry>): readonly Node<Entry>[] | null {
    const frequency = this.#frequency.estimate(candidate.hash);
    const losers: Node<Entry>[] = [];
    let { entries, bytes } = this.#excess();
    for (const list of [this.#probation, this.#protected]) {
      for (let node = list.oldest; node !== null && (entries > 0 || bytes > 0); node = node.newer) {
        if (this.#frequency.estimate(node.hash) >= frequency) return null;
        losers.push(node);
        entries -= 1;
        bytes -= node.bytes;
      }
    }
    return entries > 0 || bytes > 0 ? null : losers;
  }

  /** What there is too much of, where it is above 0. */
  #excess(): { entries: number; bytes: number } {
    const { maxEntries, maxBytes } = this.#options;
    return { entries: this.size - maxEntries, bytes: this.calculatedSize - maxBytes };
  }

  /** Whether a list is beyond its share of the room. */
  #fills(list: EntryList<Node<Entry>>, share: number): boolean {
    const { maxEntries, maxBytes } = this.#options;
    return list.size > Math.max(1, share * maxEntries) || list.bytes > share * maxBytes;
  }

  #remove(node: Node<Entry>, isEvicted: boolean): void {
    this.#nodes.delete(node.key);
    node.list.remove(node);
    this.#options.onRemove(node.entry, node.key, isEvicted);
  }
}

/** Makes it the newest of `list`. */
function move<Entry>(node: Node<Entry>, list: EntryList<Node<Entry>>): void {
  node.list.remove(node);
  node.list = list;
  list.push(node);
}
