/** Where a difference lies: totals of one profiled launch of each side, per request. */
export interface Explanation {
  /** Phases of `server-timing`, ms per request. */
  readonly phases: readonly Difference[];
  /** SQL statements, by their normalised text. */
  readonly statements: readonly StatementDifference[];
  /** Redis commands, calls per request. */
  readonly commands: readonly Difference[];
  /** Functions by the growth of their self time, largest first. */
  readonly functions: readonly FunctionDifference[];
  /** What could not be looked at, and why; each a sentence. */
  readonly gaps: readonly string[];
}

export interface Difference {
  readonly name: string;
  readonly baseline: number;
  readonly candidate: number;
}

export interface StatementDifference {
  readonly text: string;
  /** Per request. */
  readonly calls: { readonly baseline: number; readonly candidate: number };
  readonly ms: { readonly baseline: number; readonly candidate: number };
}

export interface FunctionDifference {
  /** `(anonymous)` where it has no name. */
  readonly name: string;
  /** Path from the root of the checkout, or a module's name, with the line: `reference-server/http/front.ts:41`. */
  readonly location: string;
  /** Self time in ms per request; what it spent in the runtime's own code that it called is part of it. */
  readonly baseline: number;
  readonly candidate: number;
}

/** Self time of one function of one side while it was under load. */
export interface FunctionTotal {
  readonly name: string;
  /** From the root of the side's checkout, or a module's name; empty for `(idle)`, `(program)` and `(garbage collector)`. */
  readonly path: string;
  /** Counts from 1; `null` where there is no path. */
  readonly line: number | null;
  readonly ms: number;
}

/** Totals since the subject's start, as it tells them at its `explain` path. Unknown until parsed. */
export interface WorkTotals {
  readonly requests: number;
  readonly phases: readonly { readonly name: string; readonly ms: number }[];
  readonly statements: readonly { readonly text: string; readonly calls: number; readonly ms: number }[];
  readonly commands: readonly { readonly name: string; readonly calls: number }[];
  /** What it cannot tell, and why; each a sentence. */
  readonly gaps: readonly string[];
}
