import type { GlobTest } from './glob.ts';

/** What a piece of work under way can learn of itself. */
export interface Flight {
  /** The key was changed after the work began: its result is for those who wait already, and not to be kept. */
  isStale: boolean;
}

interface UnderWay<Result> {
  readonly flight: Flight;
  readonly tags: readonly string[];
  readonly arrival: Promise<Result>;
}

/** Single flight: at most one piece of work per key at a time. A failure reaches all who wait and nobody after them. */
export class Flights<Result> {
  readonly #underWay = new Map<string, UnderWay<Result>>();

  /** Joins the work for the key, or begins it. `tags`: those of what it will bring. */
  join(key: string, tags: readonly string[], work: (flight: Flight) => Promise<Result>): Promise<Result> {
    const shared = this.#underWay.get(key);
    if (shared !== undefined) return shared.arrival;
    const flight: Flight = { isStale: false };
    const arrival = this.#carryOut(key, flight, work);
    this.#underWay.set(key, { flight, tags, arrival });
    return arrival;
  }

  has(key: string): boolean {
    return this.#underWay.has(key);
  }

  /** Whoever asks for the key from now on does not get what was begun before. */
  abandon(key: string): void {
    const shared = this.#underWay.get(key);
    if (shared === undefined) return;
    shared.flight.isStale = true;
    this.#underWay.delete(key);
  }

  /** `abandon` for every key that the test accepts. */
  abandonMatches(test: GlobTest): void {
    for (const key of [...this.#underWay.keys()]) if (test.test(key)) this.abandon(key);
  }

  /** `abandon` for every key whose work will bring something with the tag. */
  abandonTagged(tag: string): void {
    for (const [key, { tags }] of [...this.#underWay]) if (tags.includes(tag)) this.abandon(key);
  }

  async #carryOut(key: string, flight: Flight, work: (flight: Flight) => Promise<Result>): Promise<Result> {
    // Begins after `join` has entered it, so that its end finds it there.
    await null;
    try {
      return await work(flight);
    } finally {
      if (!flight.isStale) this.#underWay.delete(key);
    }
  }
}
