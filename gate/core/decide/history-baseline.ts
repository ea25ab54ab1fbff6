import type { Direction } from '../model/series.ts';
import type { Warning } from '../model/verdict.ts';
import { detectChanges } from './detect.ts';

/** Runs that a baseline has at most, so that slow drift of a machine does not count as noise, and at least, so that there is a spread. */
const MOST_RUNS = 40;
export const FEWEST_RUNS = 10;

/** The runs that a candidate is held against. */
export interface HistoryBaseline {
  readonly values: readonly number[];
  readonly warnings: readonly Warning[];
}

/**
 * The last runs of one level, oldest first. A detected improvement begins a new one, and so does a change that was accepted (`acceptedFrom`: its first
 * run); a regression that nobody accepted does not, else it would be its own baseline, so the runs since then are left out.
 */
export function historyBaseline(history: readonly number[], better: Direction, acceptedFrom = 0): HistoryBaseline {
  const since = history.slice(acceptedFrom);
  const { changePoints, autocorrelated } = detectChanges(since, better);
  const warnings: Warning[] = [];
  let from = 0;
  let until = since.length;
  for (const { index, direction } of changePoints) {
    if (direction === 'improvement') {
      from = index;
      until = since.length;
    } else if (until === since.length) until = index;
  }
  if (until < since.length) {
    const message = `a regression at run ${acceptedFrom + until} of the history was not accepted: the runs before it are the baseline`;
    warnings.push({ code: 'UNACCEPTED_REGRESSION', message });
  }
  if (autocorrelated) {
    warnings.push({
      code: 'AUTOCORRELATED',
      message: 'neighbouring runs resemble each other: their spread understates what the next may do',
    });
  }
  return { values: since.slice(from, until).slice(-MOST_RUNS), warnings };
}
