import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { Clock, Logger } from '../ports.ts';

export interface MemorySettings {
  /** Resident memory that the process may take; 0: as much as the machine, or the limit it was given, has. */
  readonly limitBytes: number;
  /** Share of the limit above which the server says that memory is short. */
  readonly warnShare: number;
  /** Share above which it takes on no new work. */
  readonly shedShare: number;
}

/** What the process takes, and what it may take. */
export interface MemoryReading {
  readonly rssBytes: number;
  readonly rssLimitBytes: number;
  readonly heapBytes: number;
  readonly heapLimitBytes: number;
}

export interface MemoryState extends MemoryReading {
  /** The larger of both shares. */
  readonly share: number;
  readonly level: 'fine' | 'short' | 'shedding';
  /** Requests that were turned away. */
  readonly shed: number;
}

/** A reading costs some µs, and memory does not fill up between two. */
const READ_EVERY_MS = 250;

/** Watches how much memory the process takes, looking when it is asked and not more often than four times a second. */
export class MemoryGuard {
  readonly #settings: MemorySettings;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #read: () => MemoryReading;
  #reading: MemoryReading;
  #readAt: number;
  #shed = 0;
  #wasShedding = false;

  /** `read` is replaced by tests. */
  constructor(
    settings: MemorySettings,
    clock: Clock,
    log: Logger,
    read: () => MemoryReading = () => readMemory(settings.limitBytes),
  ) {
    this.#settings = settings;
    this.#clock = clock;
    this.#log = log;
    this.#read = read;
    this.#reading = read();
    this.#readAt = clock.monotonicMs();
  }

  /** Whether new work may be taken on; counts those that may not. */
  takesOn(): boolean {
    const isShedding = this.state.level === 'shedding';
    if (isShedding) this.#shed += 1;
    return !isShedding;
  }

  get state(): MemoryState {
    const now = this.#clock.monotonicMs();
    if (now - this.#readAt >= READ_EVERY_MS) {
      this.#reading = this.#read();
      this.#readAt = now;
    }
    const { rssBytes, rssLimitBytes, heapBytes, heapLimitBytes } = this.#reading;
    const share = Math.max(rssBytes / rssLimitBytes, heapBytes / heapLimitBytes);
    const { warnShare, shedShare } = this.#settings;
    const level = share > shedShare ? 'shedding' : share > warnShare ? 'short' : 'fine';
    this.#tell(level === 'shedding', share);
    return { ...this.#reading, share, level, shed: this.#shed };
  }

  /** Once a change, not once a request. */
  #tell(isShedding: boolean, share: number): void {
    if (isShedding === this.#wasShedding) return;
    this.#wasShedding = isShedding;
    if (isShedding) this.#log.warn({ share }, 'memory is short: no new work is taken on');
    else this.#log.info({ share }, 'there is memory again: work is taken on');
  }
}

/** `limitBytes` 0: that of the container, else of the machine. */
function readMemory(limitBytes: number): MemoryReading {
  const heap = getHeapStatistics();
  return {
    rssBytes: process.memoryUsage.rss(),
    rssLimitBytes: limitBytes || machineBytes,
    heapBytes: heap.used_heap_size,
    heapLimitBytes: heap.heap_size_limit,
  };
}

/** A process without a limit of its own is told one beyond any machine, or none. */
const machineBytes = Math.min(process.constrainedMemory() || totalmem(), totalmem());
