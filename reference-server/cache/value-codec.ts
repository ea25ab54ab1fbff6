/** How values of a cache become bytes for L2, and how heavy they are in L1. */
export interface ValueCodec<Value> {
  encode(value: Value): Buffer;
  /** The bytes are the value's to keep. May throw on bytes it does not know: the cache then counts a miss. */
  decode(bytes: Buffer): Value;
  /** Bytes that the value holds in memory now; may grow later (`Cache.reweigh`). */
  weigh(value: Value): number;
}
