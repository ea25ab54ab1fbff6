import { HistogramBuilder } from '../../gate/core/stats/histogram-builder.ts';
import { seededRandom } from '../../gate/core/stats/random.ts';
import type { MicroSuite } from './micro-suite.ts';

const VALUES = 1 << 14;

/** Histograms of the gate: what every sample and every block goes through. */
export async function createSuite(): Promise<MicroSuite> {
  const random = seededRandom(1);
  const latencies = Float64Array.from({ length: VALUES }, () => 5 * Math.exp(2 * random() - 1));
  const block = new HistogramBuilder();
  for (let i = 0; i < 1000; i += 1) block.record(latencies[i] as number);
  const full = block.build();
  const recorder = new HistogramBuilder();
  const merged = new HistogramBuilder();

  return {
    name: 'histogram',
    tasks: [
      {
        name: 'record a sample',
        kind: 'sync',
        run: (operations) => {
          for (let i = 0; i < operations; i += 1) recorder.record(latencies[i & (VALUES - 1)] as number);
          return recorder.exact().count;
        },
      },
      {
        name: 'merge a block of 1,000 samples',
        kind: 'sync',
        run: (operations) => {
          for (let i = 0; i < operations; i += 1) merged.add(full);
          return merged.exact().count;
        },
      },
      {
        name: 'build a block of 1,000 samples',
        kind: 'sync',
        run: (operations) => {
          let buckets = 0;
          for (let i = 0; i < operations; i += 1) buckets += block.build().buckets.length;
          return buckets;
        },
      },
    ],
  };
}
