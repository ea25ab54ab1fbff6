import type { Flight, Flights } from './flights.ts';
import type { GlobTest } from './glob.ts';

/** What a cache asks of its flights. */
export type FlightBook<Result> = Pick<Flights<Result>, keyof Flights<Result>>;

interface Solo {
  readonly key: string;
  readonly tags: readonly string[];
  readonly flight: Flight;
}

/** Flights that nobody shares: every reader that misses has his own. What single flight is measured against. */
export class SoloFlights<Result> implements FlightBook<Result> {
  readonly #underWay = new Set<Solo>();

  async join(key: string, tags: readonly string[], work: (flight: Flight) => Promise<Result>): Promise<Result> {
    const solo: Solo = { key, tags, flight: { isStale: false } };
    this.#underWay.add(solo);
    try {
      return await work(solo.flight);
    } finally {
      this.#underWay.delete(solo);
    }
  }

  /** Never: there is none to wait for. */
  has(): boolean {
    return false;
  }

  abandon(key: string): void {
    this.#abandon((solo) => solo.key === key);
  }

  abandonMatches(test: GlobTest): void {
    this.#abandon(({ key }) => test.test(key));
  }

  abandonTagged(tag: string): void {
    this.#abandon(({ tags }) => tags.includes(tag));
  }

  #abandon(isMeant: (solo: Solo) => boolean): void {
    for (const solo of this.#underWay) if (isMeant(solo)) solo.flight.isStale = true;
  }
}
