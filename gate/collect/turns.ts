import type { Writable } from 'node:stream';

/** What a suite prints that waits for its next turn. */
export const WAITING = '{"turn":"waiting"}';

/** Who waits for its turn is told to go on by an empty line. */
export class Turns {
  readonly #stdin: Writable | null;
  #isWaiting = false;
  #hasStarted = false;
  #wake: () => void = () => {};

  constructor(stdin: Writable | null) {
    this.#stdin = stdin;
    // One that has ended hears nothing; how it ended is told elsewhere.
    stdin?.on('error', () => {});
  }

  /** The suite said that it waits. */
  wait(): void {
    this.#isWaiting = true;
    this.#wake();
  }

  async next(): Promise<'waiting'> {
    if (this.#hasStarted) {
      this.#isWaiting = false;
      this.#stdin?.write('\n');
    }
    this.#hasStarted = true;
    if (!this.#isWaiting) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return 'waiting';
  }
}
