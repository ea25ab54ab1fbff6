import { robustScale } from '../stats/robust-scale.ts';
import { median } from '../stats/sample-quantile.ts';
import { studentQuantile } from '../stats/student-t.ts';

/** Runs with a calibrator from which on it is made use of. */
const FEWEST_RUNS = 10;

/** Confidence of the band, both sides together. */
const BAND_CONFIDENCE = 0.999;

/** Spread of a calibrator that no machine is quieter than, in logarithms: a band of nothing would call every run odd. */
const LEAST_SPREAD = 0.005;

/** How fast the machine was during each run, told by the calibrator. */
export type CalibratorBand =
  | { readonly kind: 'not measured' }
  | {
      readonly kind: 'measured';
      /** Time of the calibrator that values are brought to. */
      readonly usualMs: number;
      /** How much slower than usual the machine was, in logarithms; beyond the band its runs say nothing of the subject. */
      readonly excessOf: (calibratorMs: number) => number;
      readonly isBeyond: (calibratorMs: number) => boolean;
    };

/** The band of the calibrator over earlier runs; `null` for a run without. With fewer than ten it is not known. */
export function calibratorBand(history: readonly (number | null)[]): CalibratorBand {
  const times = history.flatMap((ms) => (ms !== null && ms > 0 ? [Math.log(ms)] : []));
  if (times.length < FEWEST_RUNS) return { kind: 'not measured' };
  const middle = median(times);
  const spread = Math.max(LEAST_SPREAD, robustScale(times)) * Math.sqrt(1 + 1 / times.length);
  const width = studentQuantile((1 + BAND_CONFIDENCE) / 2, times.length - 1) * spread;
  const excessOf = (ms: number) => Math.log(ms) - middle;
  return {
    kind: 'measured',
    usualMs: Math.exp(middle),
    excessOf,
    isBeyond: (ms) => !(Math.abs(excessOf(ms)) <= width),
  };
}
