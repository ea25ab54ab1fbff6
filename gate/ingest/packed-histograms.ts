import { BUCKETS } from '../core/stats/histogram.ts';
import type { HistogramBuilder } from '../core/stats/histogram-builder.ts';
import { MAX_BLOCKS } from './timeline.ts';

/**
 * Four bits hold three of a number, lowest first; the fourth says that more follow (LEB128 with a smaller group). Most
 * steps from bucket to bucket and most counts are below eight.
 */
const GROUP = 8;
/** Room for every bucket of one histogram: a step of at most 13 bits and a count of at most 53. */
const scratch = new Uint8Array(BUCKETS * 12);

/** Numbers kept exactly for each block: count, sum, minimum, maximum. */
const EXACT = 4;

/**
 * Histograms of many blocks at rest: little more than one byte a bucket instead of sixteen. All lie in one array,
 * because many small ones would make the garbage collector ask for more and more memory.
 */
export class PackedHistograms {
  #bytes = new Uint8Array(1024);
  #used = 0;
  #replaced = 0;
  readonly #from = new Uint32Array(MAX_BLOCKS);
  readonly #until = new Uint32Array(MAX_BLOCKS);
  readonly #exact = new Float64Array(MAX_BLOCKS * EXACT);

  has(index: number): boolean {
    return (this.#exact[index * EXACT] ?? 0) > 0;
  }

  /** More than half of the bytes belong to histograms that were replaced: time to pack anew. */
  get isWasteful(): boolean {
    return this.#replaced * 2 > this.#used;
  }

  /** Puts the histogram of one block away, in the place of what it had. */
  put(index: number, builder: HistogramBuilder): void {
    if (this.has(index)) this.#replaced += (this.#until[index] as number) - (this.#from[index] as number);
    const { count, sum, min, max } = builder.exact();
    this.#exact.set([count, sum, min, max], index * EXACT);
    const packed = pack(builder);
    const until = this.#used + packed.length;
    // `transfer` gives the old bytes back at once; a larger copy would leave them to the garbage collector.
    if (until > this.#bytes.length) this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(Math.ceil(until * 1.125)));
    this.#bytes.set(packed, this.#used);
    this.#from[index] = this.#used;
    this.#until[index] = until;
    this.#used = until;
  }

  /** Adds the histogram of one block, if there is one, to what the builder has. */
  addTo(builder: HistogramBuilder, index: number): void {
    if (!this.has(index)) return;
    unpack(this.#bytes.subarray(this.#from[index], this.#until[index]), builder);
    const [count = 0, sum = 0, min = 0, max = 0] = this.#exact.subarray(index * EXACT, (index + 1) * EXACT);
    builder.addExact({ count, sum, min, max });
  }

  clear(): void {
    this.#exact.fill(0);
    this.#used = 0;
    this.#replaced = 0;
  }
}

/** Step to the bucket and count in turn; lent until the next call. An odd last half of a byte is a step of zero. */
function pack(builder: HistogramBuilder): Uint8Array {
  let halves = 0;
  const write = (integer: number): void => {
    for (let rest = integer; ; rest = Math.floor(rest / GROUP)) {
      const half = rest < GROUP ? rest : (rest % GROUP) + GROUP;
      const at = halves >> 1;
      scratch[at] = halves % 2 === 0 ? half : (scratch[at] as number) | (half << 4);
      halves += 1;
      if (rest < GROUP) return;
    }
  };
  let before = 0;
  builder.eachBucket((bucket, count) => {
    write(bucket - before);
    write(count);
    before = bucket;
  });
  return scratch.subarray(0, (halves + 1) >> 1);
}

function unpack(packed: Uint8Array, builder: HistogramBuilder): void {
  let value = 0;
  let weight = 1;
  let bucket = 0;
  let isStep = true;
  for (let halves = 0; halves < packed.length * 2; halves += 1) {
    const half = ((packed[halves >> 1] as number) >> ((halves % 2) * 4)) & 15;
    // Arithmetic, not shifts: counts may exceed 2^31.
    value += (half % GROUP) * weight;
    weight *= GROUP;
    if (half >= GROUP) continue;
    if (isStep) bucket += value;
    else builder.addBucket(bucket, value);
    isStep = !isStep;
    value = 0;
    weight = 1;
  }
}
