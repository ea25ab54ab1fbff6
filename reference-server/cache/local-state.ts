import { globTest } from './glob.ts';
import type { Invalidation } from './invalidation.ts';
import type { MemoryTier } from './memory-tier.ts';
import type { RecentErrors } from './recent-errors.ts';
import type { FlightBook } from './solo-flights.ts';
import type { Finding } from './value-source.ts';

/** What this process knows of a cache: L1, the work under way, the errors of a moment ago. It is forgotten together. */
export class LocalState<Value> {
  readonly l1: MemoryTier<Value>;
  readonly errors: RecentErrors;
  readonly flights: FlightBook<Finding<Value>>;
  #changes = 0;

  constructor(l1: MemoryTier<Value>, errors: RecentErrors, flights: FlightBook<Finding<Value>>) {
    this.l1 = l1;
    this.errors = errors;
    this.flights = flights;
  }

  /** Counts sets and deletions: a value read from L2 while one happened does not enter L1. */
  get changes(): number {
    return this.#changes;
  }

  /** Takes values out, and makes sure that what is under way does not bring them back. */
  forget({ keys = [], patterns = [], tags = [] }: Invalidation): void {
    this.#changes++;
    for (const key of keys) {
      this.flights.abandon(key);
      this.errors.delete(key);
      this.l1.delete(key);
    }
    for (const pattern of patterns) {
      this.flights.abandonMatches(globTest(pattern));
      this.errors.deletePattern(pattern);
      this.l1.deletePattern(pattern);
    }
    // Nobody knows the tags of what could not be loaded.
    if (tags.length > 0) this.errors.clear();
    for (const tag of tags) {
      this.flights.abandonTagged(tag);
      this.l1.deleteTag(tag);
    }
  }

  forgetAll(): void {
    this.forget({ patterns: ['*'] });
  }
}
