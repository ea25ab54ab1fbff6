/** One measured function, called in a loop of its own making so that the clock is read once per many operations. */
export type MicroTask = {
  readonly name: string;
} & (
  | { readonly kind: 'sync'; readonly run: (operations: number) => unknown }
  | { readonly kind: 'async'; readonly run: (operations: number) => Promise<unknown> }
);

/** What a `*.bench.ts` file makes: tasks that are measured beside each other in one process. */
export interface MicroSuite {
  readonly name: string;
  /** `run` does that many operations and returns something that depends on each of them. */
  readonly tasks: readonly MicroTask[];
  /** Ends what the suite started. */
  readonly close?: () => Promise<void>;
}

let kept: unknown;

/** Uses a result, so that the engine cannot leave out the work that made it. */
export function keep(result: unknown): void {
  kept = result;
}

/** The result that was kept last. */
export function lastKept(): unknown {
  return kept;
}
