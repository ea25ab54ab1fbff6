import { setTimeout as sleep } from 'node:timers/promises';
import { HttpError } from '../http/http-error.ts';
import type { Clock, Rng, SqlPool } from '../ports.ts';
import type { HandlerFaults } from '../server-config.ts';

/** About half a microsecond. */
const TURNS = 200;

/**
 * `fault.handler`: what the lab does to every request of a domain, cached ones too, before its handler. It makes the
 * server worse by a known amount, so that the gate's own checks can see whether the gate notices.
 */
export class FaultSwitch {
  readonly #clock: Clock;
  readonly #rng: Rng;
  #faults: HandlerFaults;
  #isOn = false;
  /** What the busy loop computes; nobody needs it. */
  #work = 0;

  constructor(faults: HandlerFaults, clock: Clock, rng: Rng) {
    this.#clock = clock;
    this.#rng = rng;
    this.#faults = faults;
    this.set(faults);
  }

  /** False: `inflict` would do nothing. */
  get isOn(): boolean {
    return this.#isOn;
  }

  get faults(): HandlerFaults {
    return this.#faults;
  }

  set(faults: HandlerFaults): void {
    this.#faults = faults;
    this.#isOn = faults.busyUs > 0 || faults.delayMs > 0 || faults.hasExtraSql || faults.errorShare > 0;
  }

  /** Does to one request what is switched on; rejects with FAULT_INJECTED for the share that is to fail. */
  async inflict(pool: SqlPool): Promise<void> {
    const { busyUs, delayMs, hasExtraSql, errorShare } = this.#faults;
    if (busyUs > 0) this.#keepBusy(busyUs / 1000);
    if (delayMs > 0) await sleep(delayMs);
    if (hasExtraSql) await pool.query({ name: 'fault_extra_sql', text: 'select 1' });
    if (errorShare > 0 && this.#rng.next() < errorShare) {
      throw new HttpError({ statusCode: 500, code: 'FAULT_INJECTED', message: 'this error was asked for in the lab' });
    }
  }

  /** Works rather than asks for the time, so that a profile shows it by this name. */
  #keepBusy(ms: number): void {
    const end = this.#clock.monotonicMs() + ms;
    do {
      for (let turn = 0; turn < TURNS; turn += 1) this.#work = (this.#work * 31 + turn) | 0;
    } while (this.#clock.monotonicMs() < end);
  }
}
