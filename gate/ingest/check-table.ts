import type { Evidence } from '../core/model/evidence.ts';
import { plainName } from './route-name.ts';

/** Most checks that are counted by name; the rest count as `other`. */
const MAX_CHECKS = 200;

/** Passes and fails of the script's checks, by name. */
export class CheckTable {
  readonly #checks = new Map<string, { passes: number; fails: number }>();

  record(name: string, hasPassed: boolean): void {
    const plain = plainName(name);
    const key = this.#checks.has(plain) || this.#checks.size < MAX_CHECKS ? plain : 'other';
    const check = this.#checks.get(key) ?? { passes: 0, fails: 0 };
    if (hasPassed) check.passes += 1;
    else check.fails += 1;
    this.#checks.set(key, check);
  }

  get byName(): Evidence['checks'] {
    return Object.fromEntries(this.#checks);
  }
}
