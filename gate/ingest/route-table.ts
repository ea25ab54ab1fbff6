import { RouteSamples } from './route-samples.ts';
import type { Timeline } from './timeline.ts';

/** Most routes that get series of their own. */
const MAX_ROUTES = 200;
/** Where the requests of all further routes count. */
const OTHER_ROUTE = 'other';
/** Folded names are remembered, to be counted once each, up to here. */
const MAX_FOLDED = 10_000;

/** The routes of a run in order of appearance; the first 200 by name, the rest together. */
export class RouteTable {
  readonly #timeline: Timeline;
  readonly #routes = new Map<string, RouteSamples>();
  readonly #folded = new Set<string>();
  #other: RouteSamples | null = null;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** How many routes count as `other`; stops at 10,000. */
  get foldedRoutes(): number {
    return this.#folded.size;
  }

  get all(): readonly RouteSamples[] {
    return this.#other === null ? [...this.#routes.values()] : [...this.#routes.values(), this.#other];
  }

  of(name: string): RouteSamples {
    const known = this.#routes.get(name);
    if (known !== undefined) return known;
    if (this.#routes.size === MAX_ROUTES) {
      if (this.#folded.size < MAX_FOLDED) this.#folded.add(name);
      this.#other ??= new RouteSamples(OTHER_ROUTE, this.#timeline);
      return this.#other;
    }
    const route = new RouteSamples(name, this.#timeline);
    this.#routes.set(name, route);
    return route;
  }
}
