import { BusyTime } from '../db/busy-time.ts';
import type { Clock } from '../ports.ts';
import { type AdmissionStats, WAIT_BOUNDS_MS } from './admission-stats.ts';
import { FairQueue } from './fair-queue.ts';

export interface AdmissionSettings {
  /** False: everybody is admitted at once, and counted all the same. */
  readonly isEnabled: boolean;
  /** Requests that are worked on at the same time. */
  readonly maxConcurrent: number;
  /** Requests that wait for that; those beyond are turned away. */
  readonly maxWaiting: number;
  /** How long one waits. */
  readonly timeoutMs: number;
}

/** What became of a request that asked to be let in; `waitedMs` is 0 where it did not wait. */
export type Decision =
  | { readonly kind: 'admitted'; readonly waitedMs: number }
  | { readonly kind: 'rejected' | 'timed out' | 'closed'; readonly waitedMs: number };

/** The stay of one request. */
export interface Stay {
  /** It is over, or its client has left: its place, or its place in the queue, is another's. Safe to call twice. */
  end(): void;
}

/**
 * Lets a bounded number of requests in at the same time. The others wait in a bounded queue, which takes the clients in
 * turn: one with many requests does not hold up one with few. Where the queue is full the newest request of the client
 * with the most makes room for one of a client with fewer; a request whose client has the most itself is turned away.
 */
export class AdmissionQueue {
  readonly #settings: AdmissionSettings;
  readonly #clock: Clock;
  readonly #places: BusyTime;
  readonly #queue = new FairQueue<Waiter>();
  readonly #counts = { admitted: 0, rejected: 0, timedOut: 0, left: 0, closed: 0 };
  readonly #waitCounts: number[] = new Array(WAIT_BOUNDS_MS.length + 1).fill(0);
  #waitMs = 0;
  #isClosed = false;
  #isAdmitting = false;

  constructor(settings: AdmissionSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#places = new BusyTime(clock, settings.maxConcurrent);
  }

  /**
   * Calls `decide` once, now or later; never after the stay was ended. `clientOf` says whose request it is, and is asked only
   * when the request has to wait.
   */
  enter(clientOf: () => string, decide: (decision: Decision) => void): Stay {
    const { isEnabled, maxConcurrent, maxWaiting } = this.#settings;
    if (!isEnabled || this.#places.busy < maxConcurrent) {
      const stay = this.#admit(0);
      decide({ kind: 'admitted', waitedMs: 0 });
      return stay;
    }
    if (this.#isClosed) return this.#turnAway('closed', decide);
    const client = clientOf();
    if (this.#queue.size >= maxWaiting) {
      const victim = this.#queue.lengthOf(client) + 1 < this.#queue.longest ? this.#queue.newestOfLongest() : undefined;
      if (victim === undefined) return this.#turnAway('rejected', decide);
      this.#dismiss(victim, 'rejected');
    }
    return this.#wait(client, decide);
  }

  /** Turns away who waits, and from now on whoever would have to. Who is in stays until the end. */
  close(): void {
    this.#isClosed = true;
    for (let waiter = this.#queue.take(); waiter !== undefined; waiter = this.#queue.take()) {
      this.#dismiss(waiter, 'closed');
    }
  }

  /** Seconds until those who wait now are through, at the mean time that a place was held so far; at least 1, at most 60. */
  retryAfterSeconds(): number {
    const meanSeconds = this.#places.busySeconds() / Math.max(1, this.#counts.admitted);
    const seconds = Math.ceil((this.#queue.size * meanSeconds) / this.#settings.maxConcurrent);
    return Math.min(60, Math.max(1, seconds));
  }

  getStats(): AdmissionStats {
    const { isEnabled, maxConcurrent, maxWaiting } = this.#settings;
    return {
      isEnabled,
      maxConcurrent,
      maxWaiting,
      running: this.#places.busy,
      waiting: this.#queue.size,
      ...this.#counts,
      busySeconds: this.#places.busySeconds(),
      capacitySeconds: this.#places.capacitySeconds(),
      waitMs: this.#waitMs,
      waitCounts: [...this.#waitCounts],
    };
  }

  #admit(waitedMs: number): Stay {
    this.#places.change(1);
    this.#counts.admitted += 1;
    this.#waitMs += waitedMs;
    const bucket = WAIT_BOUNDS_MS.findIndex((bound) => waitedMs <= bound);
    const place = bucket < 0 ? WAIT_BOUNDS_MS.length : bucket;
    this.#waitCounts[place] = (this.#waitCounts[place] ?? 0) + 1;
    let isOver = false;
    return {
      end: () => {
        if (isOver) return;
        isOver = true;
        this.#places.change(-1);
        this.#letIn();
      },
    };
  }

  #wait(client: string, decide: (decision: Decision) => void): Stay {
    const waiter = new Waiter(client, this.#clock.monotonicMs(), decide);
    this.#queue.add(waiter);
    waiter.deadline = setTimeout(() => {
      if (this.#queue.remove(waiter)) this.#dismiss(waiter, 'timed out');
    }, this.#settings.timeoutMs);
    return {
      end: () => {
        if (waiter.stay !== null) waiter.stay.end();
        else if (this.#queue.remove(waiter)) {
          clearTimeout(waiter.deadline);
          this.#counts.left += 1;
        }
      },
    };
  }

  /** As many as there are places for. One that ends at once makes room for the next in this same loop, not in a call within the call. */
  #letIn(): void {
    if (this.#isAdmitting) return;
    this.#isAdmitting = true;
    try {
      while (this.#places.busy < this.#settings.maxConcurrent) {
        const waiter = this.#queue.take();
        if (waiter === undefined) return;
        clearTimeout(waiter.deadline);
        const waitedMs = this.#clock.monotonicMs() - waiter.since;
        waiter.stay = this.#admit(waitedMs);
        waiter.decide({ kind: 'admitted', waitedMs });
      }
    } finally {
      this.#isAdmitting = false;
    }
  }

  #turnAway(kind: 'rejected' | 'closed', decide: (decision: Decision) => void): Stay {
    this.#counts[kind] += 1;
    decide({ kind, waitedMs: 0 });
    return { end() {} };
  }

  /** Turns away one who waited. */
  #dismiss(waiter: Waiter, kind: 'rejected' | 'timed out' | 'closed'): void {
    this.#queue.remove(waiter);
    clearTimeout(waiter.deadline);
    this.#counts[kind === 'timed out' ? 'timedOut' : kind] += 1;
    waiter.decide({ kind, waitedMs: this.#clock.monotonicMs() - waiter.since });
  }
}

class Waiter {
  readonly client: string;
  readonly since: number;
  readonly decide: (decision: Decision) => void;
  deadline: NodeJS.Timeout | undefined;
  /** Once it is in. */
  stay: Stay | null = null;

  constructor(client: string, since: number, decide: (decision: Decision) => void) {
    this.client = client;
    this.since = since;
    this.decide = decide;
  }
}
