import { Doorkeeper } from './doorkeeper.ts';

const ROWS = 4;
/** Odd, far apart; one for each row. */
const SPREADERS = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const;
const MOST = 15;
/** Additions that a count looks back on, for each entry that is held. */
const SAMPLE_PER_ENTRY = 10;

/**
 * About how often a key was asked for of late, in 12 to 24 bytes for each entry that is held, whatever number of keys comes. A count-min
 * sketch of four rows; before it stands a doorkeeper, so that what comes once takes no room in it. When ten times as many keys as are
 * held were added all counts are halved and the doorkeeper forgets: what was popular once does not stay so.
 * Source: Einziger, Friedman & Manes (2017), TinyLFU, ACM ToS 13 (4).
 */
export class FrequencySketch {
  readonly #doorkeeper: Doorkeeper;
  /** The rows, one after the other. */
  readonly #counts: Uint8Array;
  readonly #bits: number;
  readonly #sample: number;
  readonly #seed: number;
  #additions = 0;

  /** `capacity`: entries that are held. */
  constructor(capacity: number, seed: number) {
    this.#bits = Math.max(4, Math.ceil(Math.log2(capacity)));
    this.#doorkeeper = new Doorkeeper(this.#bits);
    this.#counts = new Uint8Array(ROWS << this.#bits);
    this.#sample = SAMPLE_PER_ENTRY * capacity;
    this.#seed = seed;
  }

  /** FNV-1a, stirred at the end. */
  hashOf(key: string): number {
    let hash = 0x811c9dc5 ^ this.#seed;
    for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    return hash ^ (hash >>> 13);
  }

  add(hash: number): void {
    if (this.#doorkeeper.has(hash)) {
      for (let row = 0; row < ROWS; row += 1) {
        const at = this.#at(hash, row);
        const count = this.#counts[at] ?? 0;
        if (count < MOST) this.#counts[at] = count + 1;
      }
    } else this.#doorkeeper.add(hash);
    this.#additions += 1;
    if (this.#additions >= this.#sample) this.#age();
  }

  /** At most 16. Until the counts are halved not less than the key was added, and little more. */
  estimate(hash: number): number {
    let least = MOST;
    for (let row = 0; row < ROWS; row += 1) least = Math.min(least, this.#counts[this.#at(hash, row)] ?? 0);
    return least + (this.#doorkeeper.has(hash) ? 1 : 0);
  }

  #at(hash: number, row: number): number {
    return (row << this.#bits) + (Math.imul(hash, SPREADERS[row] ?? 1) >>> (32 - this.#bits));
  }

  #age(): void {
    this.#doorkeeper.clear();
    // Four counts at a time; what a shift takes from one into the next is masked.
    const words = new Uint32Array(this.#counts.buffer);
    for (let at = 0; at < words.length; at += 1) words[at] = ((words[at] ?? 0) >>> 1) & 0x07070707;
    this.#additions = this.#sample >> 1;
  }
}
