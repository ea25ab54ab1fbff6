import { longRunVariance, type VarianceEstimate } from './long-run-variance.ts';

/** What a block adds to a ratio of sums. */
export interface RatioPart {
  readonly numerator: number;
  readonly denominator: number;
}

export interface RatioEstimate {
  /** Sum of the numerators over the sum of the denominators. */
  readonly ratio: number;
  /** Variance of the ratio when neighbouring blocks resemble each other. */
  readonly longRun: VarianceEstimate;
  /** Variance of the ratio when blocks are independent. */
  readonly independent: VarianceEstimate;
}

/**
 * Ratio of two sums over blocks, with the block, not the request, as the observation.
 * Parts are in order of time; at least two, with a positive sum of denominators, else RangeError.
 * Source: Cochran (1977), Sampling Techniques, §6.3: the residuals are numerator − ratio · denominator.
 */
export function estimateRatio(parts: readonly RatioPart[]): RatioEstimate {
  let numerator = 0;
  let denominator = 0;
  for (const part of parts) {
    numerator += part.numerator;
    denominator += part.denominator;
  }
  if (!(denominator > 0)) throw new RangeError(`the denominators of a ratio add up to ${denominator}`);
  const ratio = numerator / denominator;
  const residuals = parts.map((part) => part.numerator - ratio * part.denominator);
  const { variance, degrees } = longRunVariance(residuals);
  const squares = residuals.reduce((sum, residual) => sum + residual * residual, 0);
  const scale = denominator * denominator;
  const count = parts.length;
  return {
    ratio,
    longRun: { variance: variance / scale, degrees },
    independent: { variance: (squares * count) / (count - 1) / scale, degrees: count - 1 },
  };
}
