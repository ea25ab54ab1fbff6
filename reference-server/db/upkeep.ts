import type { Clock } from '../ports.ts';
import type { Connection } from './connection.ts';

/** The part of a pool that its upkeep works on. */
export interface KeptPool {
  /** Longest idle first. */
  idle(): readonly Connection[];
  /** Connections above the minimum. */
  surplus(): number;
  /** Takes an idle one out, so that nobody borrows it meanwhile; false when somebody has. */
  withdraw(connection: Connection): boolean;
  /** Puts it back among the idle. */
  giveBack(connection: Connection): void;
  drop(connection: Connection): void;
}

export interface UpkeepOptions {
  /** Idle connections above the minimum are closed after this time. */
  readonly idleMs: number;
  /** Older connections are replaced: a server's memory per connection only grows, and a moved database is found again. */
  readonly lifetimeMs: number;
  /** Idle connections are asked this often whether they still work. */
  readonly validateMs: number;
  /** One that has not answered by then is broken. */
  readonly validateTimeoutMs: number;
  readonly clock: Clock;
}

/** Connections of one age would all be replaced at once; each fifth of them goes a fiftieth of the lifetime earlier. */
const STAGGERS = 5;
const STAGGER_SHARE = 0.02;

/** What a pool does between statements: closes what is idle or old, and replaces what is broken. */
export class Upkeep {
  readonly #pool: KeptPool;
  readonly #options: UpkeepOptions;
  #replaced = 0;

  constructor(pool: KeptPool, options: UpkeepOptions) {
    this.#pool = pool;
    this.#options = options;
  }

  /** Connections so far that did not answer when they were asked. */
  get replaced(): number {
    return this.#replaced;
  }

  /** How often `run` has something to do. */
  get everyMs(): number {
    const { idleMs, lifetimeMs, validateMs } = this.#options;
    return Math.max(10, Math.min(idleMs, lifetimeMs, validateMs) / 4);
  }

  isTooOld(connection: Connection): boolean {
    const { clock, lifetimeMs } = this.#options;
    const lifetime = lifetimeMs * (1 - STAGGER_SHARE * (connection.number % STAGGERS));
    return clock.monotonicMs() - connection.openedAt > lifetime;
  }

  /** Returns when every idle connection has been looked at. */
  async run(): Promise<void> {
    for (const connection of this.#pool.idle().filter((one) => this.isTooOld(one))) this.#pool.drop(connection);
    const { clock, idleMs, validateMs } = this.#options;
    const idleLimit = clock.monotonicMs() - idleMs;
    const stale = this.#pool.idle().filter(({ idleSince }) => idleSince < idleLimit);
    for (const connection of stale.slice(0, Math.max(0, this.#pool.surplus()))) this.#pool.drop(connection);
    const validateLimit = clock.monotonicMs() - validateMs;
    const unproven = this.#pool.idle().filter(({ provenAt }) => provenAt < validateLimit);
    await Promise.all(unproven.map((connection) => this.#validate(connection)));
  }

  async #validate(connection: Connection): Promise<void> {
    if (!this.#pool.withdraw(connection)) return;
    try {
      await connection.run({ text: 'SELECT 1' }, this.#options.validateTimeoutMs);
      this.#pool.giveBack(connection);
    } catch {
      this.#replaced += 1;
      this.#pool.drop(connection);
    }
  }
}
