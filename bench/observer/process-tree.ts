import { readdirSync } from 'node:fs';
import { processParent, processSeconds } from './cpu-time.ts';

/** A process and all that it started, as they are when it is made. Linux only: where /proc does not tell it is the process alone. */
export class ProcessTree {
  readonly #pids: readonly number[];

  constructor(root: number) {
    this.#pids = withDescendants(root);
  }

  /** CPU time so far, in seconds. */
  get seconds(): number {
    return this.#pids.reduce((sum, pid) => sum + processSeconds(pid), 0);
  }

  signal(signal: NodeJS.Signals): void {
    for (const pid of this.#pids) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended.
      }
    }
  }
}

function withDescendants(root: number): readonly number[] {
  const parents = new Map(runningPids().map((pid) => [pid, processParent(pid)]));
  const tree = [root];
  // Grows as it is walked.
  for (const parent of tree) tree.push(...[...parents].filter(([, its]) => its === parent).map(([pid]) => pid));
  return tree;
}

function runningPids(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
