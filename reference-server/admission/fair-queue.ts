/** What waits, with the client that it belongs to. */
export interface Queued {
  readonly client: string;
}

/**
 * Items of many clients, taken in turn: one of each client that has any, then again from the first; within a client first
 * come, first served. Time is constant however many clients there are; `newestOfLongest` alone walks one client's items.
 */
export class FairQueue<Item extends Queued> {
  /** Of each client that has any, in the order of their turns. */
  readonly #lines = new Map<string, Set<Item>>();
  /** The same lines by their length; the place is the length. */
  readonly #byLength: Set<Set<Item>>[] = [];
  #longest = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** How many items a client has here. */
  lengthOf(client: string): number {
    return this.#lines.get(client)?.size ?? 0;
  }

  /** How many the client has that has the most. */
  get longest(): number {
    return this.#longest;
  }

  add(item: Item): void {
    let line = this.#lines.get(item.client);
    if (line === undefined) {
      line = new Set();
      this.#lines.set(item.client, line);
    }
    line.add(item);
    this.#moved(line, line.size - 1);
    this.#size += 1;
  }

  /** The oldest item of the client whose turn it is; the next turn is another's. `undefined`: nobody waits. */
  take(): Item | undefined {
    const [turn] = this.#lines;
    if (turn === undefined) return undefined;
    const [client, line] = turn;
    const [item] = line;
    if (item === undefined) throw new TypeError('a line without items is not kept');
    // Last in the order of turns, if it stays at all.
    this.#lines.delete(client);
    this.#lines.set(client, line);
    this.remove(item);
    return item;
  }

  /** The newest item of a client that has the most, left where it is. `undefined`: nobody waits. */
  newestOfLongest(): Item | undefined {
    const [line] = this.#byLength[this.#longest] ?? [];
    return line === undefined ? undefined : [...line].at(-1);
  }

  /** False: it was not here. The turns of the others stay as they are. */
  remove(item: Item): boolean {
    const line = this.#lines.get(item.client);
    if (line === undefined || !line.delete(item)) return false;
    if (line.size === 0) this.#lines.delete(item.client);
    this.#moved(line, line.size + 1);
    this.#size -= 1;
    return true;
  }

  /** A line has grown or shrunk by one since it had this length. */
  #moved(line: Set<Item>, from: number): void {
    this.#byLength[from]?.delete(line);
    if (line.size > 0) {
      this.#byLength[line.size] ??= new Set();
      this.#byLength[line.size]?.add(line);
    }
    if (line.size > this.#longest) this.#longest = line.size;
    else if (from === this.#longest && this.#byLength[from]?.size === 0) this.#longest = line.size;
  }
}
