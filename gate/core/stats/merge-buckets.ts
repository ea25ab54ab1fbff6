import { type Histogram, HistogramBuilder } from './histogram-builder.ts';

/** All samples of several histograms or blocks as one. Exact: nothing is lost that the parts still had. */
export function mergeBuckets(histograms: readonly Histogram[]): Histogram {
  const builder = new HistogramBuilder();
  for (const histogram of histograms) builder.add(histogram);
  return builder.build();
}
