import type { ClaimLoad, ClaimRoute } from '../../core/model/claim.ts';
import { GateError } from '../../core/model/gate-error.ts';
import { type Random, seededRandom } from '../../core/stats/random.ts';
import { ranks } from './ranks.ts';

/** What both sides are asked for, and which of them first. */
export interface TracePair {
  readonly route: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isWithFirst: boolean;
}

const PLACE = /\{([^{}]+)\}/g;
const RANGE = /^(\d+)\.\.(\d+)$/;

/** Scatters ranks over a range, so that what is asked for often does not lie together: a prime beyond any range of a registry. */
const SCATTER = 15_485_863;

/**
 * The pairs of a contrast in their order: the same load, facts and seed give the same. `headersOf`: what a route's requests carry.
 * Throws GateError CLAIMS_INVALID where a path asks for a fact that the subject does not give as a number.
 */
export function requestTrace(options: {
  readonly load: ClaimLoad;
  readonly facts: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly headersOf: (route: ClaimRoute) => Readonly<Record<string, string>>;
}): () => TracePair {
  const { load, facts, seed, headersOf } = options;
  const random = seededRandom(seed);
  const routes = load.routes.map((route) => ({
    route: route.route,
    headers: headersOf(route),
    path: pathOf(route.path, load.zipf, facts),
    weight: route.weight ?? 1,
  }));
  const total = routes.reduce((sum, { weight }) => sum + weight, 0);
  return () => {
    const found = pick(routes, random() * total);
    return { route: found.route, path: found.path(random), headers: found.headers, isWithFirst: random() < 0.5 };
  };
}

/** The one that lies at a point of their weights laid end to end. */
function pick<Weighted extends { readonly weight: number }>(all: readonly Weighted[], point: number): Weighted {
  let left = point;
  for (const one of all) {
    left -= one.weight;
    if (left < 0) return one;
  }
  throw new RangeError(`no route lies at ${point}`);
}

function pathOf(path: string, zipf: number, facts: Readonly<Record<string, string>>): (random: Random) => string {
  const draws = new Map([...path.matchAll(PLACE)].map(([place, what = '']) => [place, choice(what, zipf, facts)]));
  return (random) => path.replaceAll(PLACE, (place) => draws.get(place)?.(random) ?? '');
}

function choice(what: string, zipf: number, facts: Readonly<Record<string, string>>): (random: Random) => string {
  if (what.includes('|')) {
    const words = what.split('|');
    const rank = ranks(words.length, zipf);
    return (random) => words[rank(random)] ?? '';
  }
  const [, first, last] = RANGE.exec(what) ?? [];
  const from = first === undefined ? 1 : Number(first);
  const until = last === undefined ? Number(facts[what]) : Number(last);
  const size = until - from + 1;
  if (!(Number.isInteger(size) && size > 0)) {
    throw new GateError({
      code: 'CLAIMS_INVALID',
      message: `a path asks for {${what}}, and the subject says ${JSON.stringify(facts[what] ?? 'nothing')} of it.`,
      advice: 'Write {1..600}, {one|other}, or the name of a fact of the subject that is a number.',
    });
  }
  const rank = ranks(size, zipf);
  return (random) => String(from + ((rank(random) * SCATTER) % size));
}
