import { EntryList, type Listed } from './entry-list.ts';
import type { EntryStore, EntryStoreOptions } from './entry-store.ts';

interface Node<Entry> extends Listed<Node<Entry>> {
  readonly key: string;
  readonly entry: Entry;
  /** Read since the hand passed. */
  isVisited: boolean;
}

/**
 * SIEVE: entries stand in the order of their coming, and a read only marks them. When room is needed a hand goes from the oldest to
 * the newest: it takes the marks off, and takes out the first entry without one. It goes on from there the next time, so that what
 * came and was not read again leaves soon, and those that a scan brings leave before those that are read.
 * Source: Zhang et al. (2024), SIEVE is Simpler than LRU, NSDI 24.
 */
export class SieveStore<Entry> implements EntryStore<Entry> {
  readonly #options: EntryStoreOptions<Entry>;
  readonly #nodes = new Map<string, Node<Entry>>();
  readonly #queue = new EntryList<Node<Entry>>();
  #hand: Node<Entry> | null = null;

  constructor(options: EntryStoreOptions<Entry>) {
    this.#options = options;
  }

  get size(): number {
    return this.#queue.size;
  }

  get calculatedSize(): number {
    return this.#queue.bytes;
  }

  get(key: string): Entry | undefined {
    const node = this.#nodes.get(key);
    if (node === undefined) return undefined;
    node.isVisited = true;
    return node.entry;
  }

  peek(key: string): Entry | undefined {
    return this.#nodes.get(key)?.entry;
  }

  /** What replaces an entry is the newest, and counts as read. */
  set(key: string, entry: Entry): void {
    const replaced = this.#nodes.get(key);
    if (replaced !== undefined) this.#remove(replaced, false);
    const { maxEntries, maxBytes, weigh, onInsert } = this.#options;
    const bytes = weigh(entry, key);
    if (bytes > maxBytes) return;
    while (this.size >= maxEntries || this.calculatedSize + bytes > maxBytes) this.#evict();
    const node = { key, entry, bytes, isVisited: replaced !== undefined, older: null, newer: null };
    this.#nodes.set(key, node);
    this.#queue.push(node);
    onInsert(entry, key);
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

  #evict(): void {
    let node = this.#hand ?? this.#queue.oldest;
    while (node?.isVisited) {
      node.isVisited = false;
      node = node.newer ?? this.#queue.oldest;
    }
    if (node === null) return;
    this.#hand = node;
    this.#remove(node, true);
  }

  #remove(node: Node<Entry>, isEvicted: boolean): void {
    if (this.#hand === node) this.#hand = node.newer;
    this.#nodes.delete(node.key);
    this.#queue.remove(node);
    this.#options.onRemove(node.entry, node.key, isEvicted);
  }
}
