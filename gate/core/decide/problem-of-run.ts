import type { Problem } from '../model/verdict.ts';

/** A problem of a run as a whole: it touches every route and every series. */
export function problemOfRun(severity: Problem['severity'], code: string, message: string): Problem {
  return { severity, code, message, route: null, series: null };
}
