import { fewestBlocksOf } from '../../core/decide/claim-looks.ts';
import type { ClaimLoad, ClaimRule, LoadContrast } from '../../core/model/claim.ts';

/** Shares of a load after which it is looked at. */
const LOOKS = [1 / 4, 1 / 2, 1];

/** A block is cut into as many as there are first looks in all of it, while so many requests are left in each. */
const MOST_CUTS = 4;
const FEWEST_CUT_REQUESTS = 4;

/** What a quick look leaves of blocks that cannot be fewer. */
const SHARE = 0.3;
const FEWEST_REQUESTS = 10;

/** The load of a contrast as it is driven, and after how many of its blocks it is looked at. */
export interface PlannedLoad {
  readonly load: ClaimLoad;
  /** Rising; the last is all. */
  readonly looks: readonly number[];
}

/**
 * Plans a load so that it can end early: requests at a rate are cut into smaller blocks, for only blocks can be looked at, and there is no look
 * at fewer than the rules can be judged by. Whole blocks in turn stay as they are, and so do closed loops, which take next to no time.
 * A quick look is the first one alone, or a share of the requests where there is no other.
 */
export function planLoad(
  { kind, load }: Pick<LoadContrast, 'kind' | 'load'>,
  rules: readonly ClaimRule[],
  isQuick: boolean,
): PlannedLoad {
  const cuts = kind === 'requests' && load.rate !== undefined ? cutsOf(load.requests) : 1;
  const cut = { ...load, blocks: load.blocks * cuts, requests: Math.ceil(load.requests / cuts) };
  const fewest = Math.max(...rules.map(fewestBlocksOf));
  const early = LOOKS.map((share) => Math.ceil(cut.blocks * share)).filter(
    (blocks) => blocks >= fewest && blocks < cut.blocks,
  );
  if (!isQuick) return { load: cut, looks: [...early, cut.blocks] };
  const [first] = early;
  if (first !== undefined) return { load: { ...cut, blocks: first }, looks: [first] };
  const requests = Math.max(Math.min(FEWEST_REQUESTS, cut.requests), Math.round(cut.requests * SHARE));
  return { load: { ...cut, requests }, looks: [cut.blocks] };
}

function cutsOf(requests: number): number {
  return Math.max(1, Math.min(MOST_CUTS, Math.floor(requests / FEWEST_CUT_REQUESTS)));
}
