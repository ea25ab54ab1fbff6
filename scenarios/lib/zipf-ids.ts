import type { Draw } from './random.ts';
import { zipfRanks } from './zipf.ts';

/** Scatters ranks over the ids, so that what is asked for often does not lie together in the database: a prime. */
const scatter = 15_485_863;

/** Ids from 1 to `count`, drawn by Zipf's law with exponent 1. The prime divides no round `count`: every id has one rank. */
export function zipfIds(count: number): (draw: Draw) => number {
  const rank = zipfRanks(count, 1);
  return (draw) => 1 + ((rank(draw) * scatter) % count);
}
