import type { ClaimResult } from '../model/claim.ts';
import type { Outcome } from '../model/verdict.ts';

/** A refuted claim is a result, and passes; where a claim could not be measured nothing is decided. */
export function claimsOutcome(results: readonly ClaimResult[]): Outcome {
  return results.some(({ verdict }) => verdict === 'invalid') ? 'undecided' : 'pass';
}
