/** A place in a list. An entry is in one list at a time. */
export interface Listed<Node> {
  bytes: number;
  older: Node | null;
  newer: Node | null;
}

/** Entries in the order of their coming, linked through themselves: what is removed from the middle costs no more than the oldest. */
export class EntryList<Node extends Listed<Node>> {
  #oldest: Node | null = null;
  #newest: Node | null = null;
  #size = 0;
  #bytes = 0;

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get oldest(): Node | null {
    return this.#oldest;
  }

  push(node: Node): void {
    node.older = this.#newest;
    node.newer = null;
    if (this.#newest === null) this.#oldest = node;
    else this.#newest.newer = node;
    this.#newest = node;
    this.#size += 1;
    this.#bytes += node.bytes;
  }

  remove(node: Node): void {
    if (node.older === null) this.#oldest = node.newer;
    else node.older.newer = node.newer;
    if (node.newer === null) this.#newest = node.older;
    else node.newer.older = node.older;
    node.older = null;
    node.newer = null;
    this.#size -= 1;
    this.#bytes -= node.bytes;
  }
}
