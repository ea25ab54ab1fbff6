/** Most blocks that a series holds: ten minutes of seconds, then ten to twenty of two seconds, and so on. */
export const MAX_BLOCKS = 600;

const MICROS = 1_000_000;

/** What is kept block by block and must follow when the blocks of the run change. */
export interface Blocked {
  /** Blocks 2i and 2i + 1 become block i. */
  mergePairs(): void;
  /** Block i becomes block i + `blocks`; the caller keeps the last one below `MAX_BLOCKS`. */
  moveBack(blocks: number): void;
}

/**
 * Cuts time into blocks, counted from the second of the first sample. Blocks are one second long unless said otherwise; a run
 * that needs more than 600 merges neighbours in pairs, again and again, so that memory does not grow with the run. Samples may come in any order.
 */
export class Timeline {
  readonly #followers: Blocked[] = [];
  #originMicros: number | null = null;
  #lastIndex = 0;
  #blockSeconds: number;

  /** `blockSeconds`: a whole number of seconds to begin with. */
  constructor(blockSeconds = 1) {
    this.#blockSeconds = blockSeconds;
  }

  get blockSeconds(): number {
    return this.#blockSeconds;
  }

  /** Start of block 0 in microseconds since 1970; `null` before the first sample. */
  get originMicros(): number | null {
    return this.#originMicros;
  }

  /** One more than the newest block; 0 before the first sample. */
  get blockCount(): number {
    return this.#originMicros === null ? 0 : this.#lastIndex + 1;
  }

  follow<Follower extends Blocked>(follower: Follower): Follower {
    this.#followers.push(follower);
    return follower;
  }

  /** Block of a moment. An earlier one than all before moves the start of the run; a late one may double the blocks. */
  indexOf(micros: number): number {
    const origin = this.#originMicros ?? Math.floor(micros / MICROS) * MICROS;
    this.#originMicros = origin;
    const index = Math.floor((micros - origin) / (this.#blockSeconds * MICROS));
    if (index < 0 || index >= MAX_BLOCKS) return this.#makeRoom(index, micros);
    if (index > this.#lastIndex) this.#lastIndex = index;
    return index;
  }

  #makeRoom(index: number, micros: number): number {
    const isTooEarly = index < 0 && this.#lastIndex - index < MAX_BLOCKS;
    if (isTooEarly) this.#moveBack(-index);
    else this.#mergePairs();
    return this.indexOf(micros);
  }

  #moveBack(blocks: number): void {
    for (const follower of this.#followers) follower.moveBack(blocks);
    this.#originMicros = (this.#originMicros ?? 0) - blocks * this.#blockSeconds * MICROS;
    this.#lastIndex += blocks;
  }

  #mergePairs(): void {
    for (const follower of this.#followers) follower.mergePairs();
    this.#blockSeconds *= 2;
    this.#lastIndex >>= 1;
  }
}
