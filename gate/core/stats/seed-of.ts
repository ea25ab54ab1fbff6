const bytes = new DataView(new ArrayBuffer(8));

/** A seed that follows from numbers: the same numbers in the same order give the same. Source: FNV-1a, 32 bits, Fowler, Noll & Vo (1991). */
export function seedOf(values: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const value of values) {
    bytes.setFloat64(0, value);
    for (let position = 0; position < 8; position += 1) {
      hash = Math.imul(hash ^ bytes.getUint8(position), 0x01000193);
    }
  }
  return hash >>> 0;
}
