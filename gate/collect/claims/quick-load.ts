import type { LoadContrast } from '../../core/model/claim.ts';

/** Blocks without which a limit is not judged, and so much of the rest that a look takes a quarter of the time. */
const BLOCKS = 24;
const SHARE = 0.3;
const FEWEST_REQUESTS = 10;

/** The same contrast with fewer requests: what is clear is still clear, what is close becomes inconclusive. */
export function inSmall(contrast: LoadContrast): LoadContrast {
  const { load } = contrast;
  const requests = Math.max(Math.min(FEWEST_REQUESTS, load.requests), Math.round(load.requests * SHARE));
  return { ...contrast, load: { ...load, blocks: Math.min(load.blocks, BLOCKS), requests } };
}
