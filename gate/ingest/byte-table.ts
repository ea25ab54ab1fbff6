interface Entry<Value> {
  readonly bytes: Uint8Array;
  readonly value: Value;
  /** The next with the same hash. */
  readonly next: Entry<Value> | undefined;
  /** What was looked up after this the last time: mostly what is looked up after it now. */
  successor: Entry<Value> | undefined;
}

/**
 * What a slice of bytes means, worked out once and then found again without making a string of it.
 * Forgets everything when it would hold more than `capacity` slices, so hostile input cannot make it grow.
 */
export class ByteTable<Value> {
  readonly #entries = new Map<number, Entry<Value>>();
  readonly #capacity: number;
  readonly #meaning: (slice: Uint8Array) => Value;
  #size = 0;
  #last: Entry<Value> | undefined;

  constructor(capacity: number, meaning: (slice: Uint8Array) => Value) {
    this.#capacity = capacity;
    this.#meaning = meaning;
  }

  /** The meaning of `bytes[from..until)`. */
  lookUp(bytes: Uint8Array, from: number, until: number): Value {
    const last = this.#last;
    if (last !== undefined && isSame(last.bytes, bytes, from, until)) return last.value;
    const guess = last?.successor;
    const entry =
      guess !== undefined && isSame(guess.bytes, bytes, from, until) ? guess : this.#find(bytes, from, until);
    if (last !== undefined) last.successor = entry;
    this.#last = entry;
    return entry.value;
  }

  #find(bytes: Uint8Array, from: number, until: number): Entry<Value> {
    // FNV-1a, 32 bits.
    let hash = 0x811c9dc5;
    for (let position = from; position < until; position += 1) {
      hash = Math.imul(hash ^ (bytes[position] as number), 0x01000193);
    }
    for (let entry = this.#entries.get(hash); entry !== undefined; entry = entry.next) {
      if (isSame(entry.bytes, bytes, from, until)) return entry;
    }
    return this.#learn(bytes.slice(from, until), hash);
  }

  #learn(slice: Uint8Array, hash: number): Entry<Value> {
    if (this.#size === this.#capacity) {
      this.#entries.clear();
      this.#last = undefined;
      this.#size = 0;
    }
    const entry = { bytes: slice, value: this.#meaning(slice), next: this.#entries.get(hash), successor: undefined };
    this.#entries.set(hash, entry);
    this.#size += 1;
    return entry;
  }
}

function isSame(slice: Uint8Array, bytes: Uint8Array, from: number, until: number): boolean {
  if (slice.length !== until - from) return false;
  for (let position = 0; position < slice.length; position += 1) {
    if (slice[position] !== bytes[from + position]) return false;
  }
  return true;
}
