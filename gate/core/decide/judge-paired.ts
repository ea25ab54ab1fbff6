import type { Comparison } from '../model/comparison.ts';
import type { Direction } from '../model/series.ts';
import { lookLevels } from '../stats/spending.ts';
import { assumedAt, judgeLaunches } from './judge-launches.ts';
import { changeOfPairs, type Pair } from './launch-change.ts';
import { judgeZeros, withoutSize } from './paired-with-zero.ts';

export type { Pair } from './launch-change.ts';

/** All looks together err with this probability, to either side. */
export const ALPHA = 0.05;

/** Standard deviation between launches of identical builds, in logarithms, where none was calibrated. */
export const DEFAULT_LAUNCH_SPREAD = 0.015;

/** Launches of both sides in order, each with its pairs. */
export interface PairedQuestion {
  readonly launches: readonly (readonly Pair[])[];
  readonly better: Direction;
  /** Smallest relative change that matters. */
  readonly margin: number;
  /** Numbers of launches at which the data are looked at, rising; left out: once, at all of them. */
  readonly looks?: readonly number[];
  readonly launchSpread?: number;
}

/**
 * Baseline against candidate, interleaved. Each launch gives one estimate (Hodges–Lehmann over the log-ratios of its pairs); the
 * launch is the observation, with t of k − 1 degrees. Regression: surely worse, and by the margin; unchanged: surely not worse by the margin;
 * improvement mirrors regression. In prose: docs/statistics.md.
 */
export function judgePaired(question: PairedQuestion): Comparison {
  const { launches, better, margin, launchSpread = DEFAULT_LAUNCH_SPREAD } = question;
  const used = launches.filter((pairs) => pairs.length > 0);
  if (used.length === 0) return withoutSize('invalid', 'there are no pairs', 0, 1 - ALPHA);
  const onZero = judgeZeros(used.flat(), better, 1 - ALPHA);
  if (onZero !== null) return onZero;
  const changes = used.map((pairs) => changeOfPairs(pairs, better));
  const looks = looksWithin(question.looks, used.length);
  const levels = lookLevels(looks.planned, ALPHA);
  let taken = 0;
  let comparison: Comparison;
  do {
    const alpha = levels[taken] ?? ALPHA;
    const seen = changes.slice(0, looks.taken[taken]);
    comparison = judgeLaunches(seen, {
      better,
      margin,
      launchSpread: assumedAt(launchSpread, seen.length, looks.planned),
      alpha,
      looks: taken + 1,
    });
    taken += 1;
  } while (taken < looks.taken.length && comparison.verdict === 'inconclusive');
  return used.length === launches.length ? comparison : withoutSome(comparison, launches.length - used.length);
}

/** Launches that measured nothing may be those that would have shown the change. */
function withoutSome(comparison: Comparison, missing: number): Comparison {
  const message = `${missing} launches have no pairs`;
  const warnings = [...comparison.warnings, { code: 'LAUNCHES_WITHOUT_PAIRS', message }];
  if (comparison.verdict !== 'unchanged') return { ...comparison, warnings };
  return { ...comparison, verdict: 'inconclusive', reason: `${comparison.reason}; but ${message}`, warnings };
}

/** The looks as planned, and how many launches each of those taken so far has; a plan that was not carried out has its last look early. */
export function looksWithin(planned: readonly number[] | undefined, launches: number) {
  if (planned === undefined) return { planned: [launches], taken: [launches] };
  const reached = planned.filter((count) => count <= launches);
  return { planned, taken: reached.length === 0 ? [launches] : reached };
}
