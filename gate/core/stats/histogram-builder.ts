import type { DistributionBlock } from '../model/series.ts';
import { BUCKETS, bucketIndex } from './histogram.ts';

/** Samples as counts by bucket, with exact count, sum, minimum and maximum. Every block of a distribution is one. */
export type Histogram = Omit<DistributionBlock, 'at'>;

/** Collects samples one at a time or whole histograms. Costs 64 kB; `clear` makes it ready for the next. */
export class HistogramBuilder {
  // Doubles, so that merged counts may exceed 2^32.
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /** Throws RangeError on NaN. */
  record(value: number): void {
    const index = bucketIndex(value);
    this.#counts[index] = (this.#counts[index] as number) + 1;
    this.#count += 1;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** Adds every sample of a histogram. Throws RangeError on a bucket outside the layout. */
  add(histogram: Histogram): void {
    const { buckets } = histogram;
    for (let position = 0; position < buckets.length; position += 2) {
      this.addBucket(buckets[position] as number, buckets[position + 1] as number);
    }
    this.addExact(histogram);
  }

  /** The two halves of `add`, for histograms that are kept in another form. */
  addBucket(index: number, count: number): void {
    const before = this.#counts[index];
    if (before === undefined) throw new RangeError(`bucket ${index} does not exist`);
    this.#counts[index] = before + count;
  }

  addExact({ count, sum, min, max }: Omit<Histogram, 'buckets'>): void {
    this.#count += count;
    this.#sum += sum;
    if (min < this.#min) this.#min = min;
    if (max > this.#max) this.#max = max;
  }

  /** What was collected so far. Without samples `min` is Infinity and `max` -Infinity. */
  build(): Histogram {
    const buckets: number[] = [];
    this.eachBucket((index, count) => buckets.push(index, count));
    return { ...this.exact(), buckets };
  }

  /** The two halves of `build`: every bucket that has samples, by rising index, and what is known exactly. */
  eachBucket(visit: (index: number, count: number) => void): void {
    for (let index = 0; index < BUCKETS; index += 1) {
      const count = this.#counts[index] as number;
      if (count > 0) visit(index, count);
    }
  }

  exact(): Omit<Histogram, 'buckets'> {
    return { count: this.#count, sum: this.#sum, min: this.#min, max: this.#max };
  }

  clear(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#sum = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = Number.NEGATIVE_INFINITY;
  }
}
