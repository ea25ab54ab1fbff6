interface Entry<Value> {
  readonly bytes: Uint8Array;
  readonly value: Value;
  readonly next: Entry<Value> | undefined;
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

  constructor(capacity: number, meaning: (slice: Uint8Array) => Value) {
    this.#capacity = capacity;
    this.#meaning = meaning;
  }

  /** The meaning of `bytes[from..until)`. */
  lookUp(bytes: Uint8Array, from: number, until: number): Value {
    // FNV-1a, 32 bits.
    let hash = 0x811c9dc5;
    for (let position = from; position < until; position += 1) {
      hash = Math.imul(hash ^ (bytes[position] as number), 0x01000193);
    }
    for (let entry = this.#entries.get(hash); entry !== undefined; entry = entry.next) {
      if (isSame(entry.bytes, bytes, from, until)) return entry.value;
    }
    return this.#learn(bytes.slice(from, until), hash);
  }

  #learn(slice: Uint8Array, hash: number): Value {
    if (this.#size === this.#capacity) {
      this.#entries.clear();
      this.#size = 0;
    }
    const value = this.#meaning(slice);
    this.#entries.set(hash, { bytes: slice, value, next: this.#entries.get(hash) });
    this.#size += 1;
    return value;
  }
}

function isSame(slice: Uint8Array, bytes: Uint8Array, from: number, until: number): boolean {
  if (slice.length !== until - from) return false;
  for (let position = 0; position < slice.length; position += 1) {
    if (slice[position] !== bytes[from + position]) return false;
  }
  return true;
}
