/** The gate's outcome. `undecided` is never shown as a pass. Exit codes 0, 1, 2 in this order; 3 = could not run. */
export type Outcome = 'pass' | 'fail' | 'undecided';

/** Doubt that travels with a result and is shown beside its number. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

/**
 * Something wrong with the measurement itself. `invalid` makes every verdict it touches `invalid`; `warning` is shown.
 * It touches the whole run, or one route, or one series (of that route).
 */
export interface Problem extends Warning {
  readonly severity: 'invalid' | 'warning';
  readonly route: string | null;
  readonly series: string | null;
}
