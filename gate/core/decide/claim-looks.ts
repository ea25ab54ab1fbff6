import type { Claim, ClaimLooks, ClaimResult, ClaimRule } from '../model/claim.ts';
import { isAllOrNone } from './assess-all-or-none.ts';
import { ALPHA } from './judge-paired.ts';
import { FEWEST_BLOCKS, ONE_LOOK, THREE_LOOKS } from './judge-share.ts';
import { FEWEST_PAIRS } from './measured-ratio.ts';

/** Looks that the confidence of each of them allows for. */
const MOST_LOOKS = 3;

/** Confidence and error of each bound of a claim: where it may be looked at more than once, those of three looks. */
export function boundsOf({ planned }: ClaimLooks): { readonly confidence: number; readonly alpha: number } {
  if (planned > MOST_LOOKS) throw new RangeError(`${planned} looks are more than ${MOST_LOOKS}`);
  return planned === 1 ? { confidence: ONE_LOOK, alpha: ALPHA } : { confidence: THREE_LOOKS, alpha: 1 - THREE_LOOKS };
}

/** Blocks without which a rule is not judged: it need not be looked at before. */
export function fewestBlocksOf({ kind }: ClaimRule): number {
  return kind === 'change' ? FEWEST_PAIRS : FEWEST_BLOCKS;
}

/** Whether a claim is certain, so that nothing more need be measured for it. That something never happened is believed of all that was planned only. */
export function isCertain({ rule }: Claim, { verdict }: ClaimResult): boolean {
  if (verdict === 'inconclusive' || verdict === 'invalid') return false;
  return verdict === 'refuted' || rule.kind !== 'limit' || !isAllOrNone(limitOf(rule));
}

function limitOf({ below, above }: ClaimRule & { readonly kind: 'limit' }) {
  return below === undefined
    ? ({ side: 'above', value: above ?? Number.NaN } as const)
    : ({ side: 'below', value: below } as const);
}
