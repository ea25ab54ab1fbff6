/** Odd, far apart. */
const FIRST = 0x165667b1;
const SECOND = 0xd3a2646d;

/** A Bloom filter with 64 bits for each of `2 ** bits` entries, and two probes: who was here before, by their hash. */
export class Doorkeeper {
  readonly #words: Uint32Array;
  readonly #shift: number;

  /** `bits`: 1 to 26. */
  constructor(bits: number) {
    this.#words = new Uint32Array(2 ** (bits + 1));
    this.#shift = 31 - bits;
  }

  /** Seldom true of one who was not; never false of one who was. */
  has(hash: number): boolean {
    return this.#isSet(Math.imul(hash, FIRST)) && this.#isSet(Math.imul(hash, SECOND));
  }

  add(hash: number): void {
    this.#set(Math.imul(hash, FIRST));
    this.#set(Math.imul(hash, SECOND));
  }

  clear(): void {
    this.#words.fill(0);
  }

  #isSet(place: number): boolean {
    return ((this.#words[place >>> this.#shift] ?? 0) & (1 << (place & 31))) !== 0;
  }

  #set(place: number): void {
    const word = place >>> this.#shift;
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (place & 31));
  }
}
