/** Blocks of both sides that saw the same conditions. */
export interface PairedBlocks<Block> {
  readonly baseline: readonly Block[];
  readonly candidate: readonly Block[];
}

/**
 * Part of the stretches of a launch that may hold samples of one side only: were there more, the missing ones could be the slow ones.
 */
export const MOST_UNPAIRED = 0.2;

/**
 * Blocks of both sides, paired by their start, as many in a row together as `width` says; an unfinished last stretch is left out. `unpaired`:
 * share of the stretches that hold samples of one side only, which are left out, too.
 */
export function pairBlocks<Block extends { readonly at: number }>(
  baseline: readonly Block[],
  candidate: readonly Block[],
  width = 1,
): { readonly pairs: readonly PairedBlocks<Block>[]; readonly unpaired: number } {
  const starts = [...new Set([...baseline, ...candidate].map(({ at }) => at))].sort((one, other) => one - other);
  const stretchAt = new Map(starts.map((at, position) => [at, Math.floor(position / width)]));
  const stretchOf = ({ at }: Block) => stretchAt.get(at) ?? -1;
  const [before, after] = [Map.groupBy(baseline, stretchOf), Map.groupBy(candidate, stretchOf)];
  const count = Math.floor(starts.length / width);
  const pairs = Array.from({ length: count }, (_, stretch) => ({
    baseline: before.get(stretch) ?? [],
    candidate: after.get(stretch) ?? [],
  })).filter((pair) => pair.baseline.length > 0 && pair.candidate.length > 0);
  return { pairs, unpaired: count === 0 ? 0 : 1 - pairs.length / count };
}
