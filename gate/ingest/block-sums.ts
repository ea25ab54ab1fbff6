import { type Blocked, MAX_BLOCKS } from './timeline.ts';

/** One sum a block. */
export class BlockSums implements Blocked {
  readonly #sums = new Float64Array(MAX_BLOCKS);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(index: number, value: number): void {
    this.#sums[index] = this.at(index) + value;
    this.#total += value;
  }

  at(index: number): number {
    return this.#sums[index] as number;
  }

  mergePairs(): void {
    const half = MAX_BLOCKS / 2;
    for (let index = 0; index < half; index += 1) {
      this.#sums[index] = this.at(2 * index) + this.at(2 * index + 1);
    }
    this.#sums.fill(0, half);
  }

  moveBack(blocks: number): void {
    this.#sums.copyWithin(blocks, 0);
    this.#sums.fill(0, 0, blocks);
  }
}
