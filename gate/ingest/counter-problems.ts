import type { Problem } from '../core/model/verdict.ts';

/** A slip of the config: no reading had a counter of that name. */
export function counterMissing(series: string, selector: string): Problem {
  const message = `the subject has no counter ${selector}: check the series "${series}" of the config`;
  return { severity: 'invalid', code: 'COUNTER_MISSING', message, route: null, series };
}

/** Not counted yet, or a slip in the labels. */
export function counterAtZero(series: string, selector: string): Problem {
  const message = `the subject never counted ${selector}: it is taken as 0 in "${series}"; are its labels right?`;
  return { severity: 'warning', code: 'COUNTER_AT_ZERO', message, route: null, series };
}

/** The subject has the counter, and does not know its value. */
export function counterNoNumber(series: string, selector: string, count: number, readings: number): Problem {
  const isAlways = count === readings;
  const message = `the subject answered ${selector} with NaN or infinity in ${isAlways ? 'every reading' : `${count} of ${readings} readings`}: "${series}" ${isAlways ? 'cannot be made' : 'has gaps there'}`;
  const severity = isAlways ? 'invalid' : 'warning';
  return { severity, code: 'COUNTER_NOT_A_NUMBER', message, route: null, series };
}

/** Totals that went down. */
export function countersReset(series: string, resets: number): Problem {
  const message = `the subject's counters began again at 0 (${resets} times): did it restart? Those blocks are left out`;
  return { severity: 'warning', code: 'COUNTERS_RESET', message, route: null, series };
}
