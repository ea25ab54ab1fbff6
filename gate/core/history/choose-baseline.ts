import { isExpired } from '../decide/accepted-level.ts';
import type { Acceptance, HistoryEntry } from '../model/history.ts';

export interface BaselineQuestion {
  /** Of the same benchmark, subject and machine class, oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** The run to be judged. */
  readonly candidate: HistoryEntry;
  /** Only runs of this branch become baselines. */
  readonly branch: string;
  /** The candidate's commit and those before it, nearest first; `null`: not known, as in a shallow checkout, which knows some of them only. */
  readonly ancestors: readonly string[] | null;
  readonly acceptances: readonly Acceptance[];
  /** UTC ISO 8601. */
  readonly now: string;
}

export interface Baseline {
  /** Oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** Which ancestor is nearest, and how many runs it cost to take no later ones, in words; empty: nothing is known of that. */
  readonly words: string;
  /** What of the history could not be used or should be known, one sentence each. */
  readonly notes: readonly string[];
  /** Routes that every one of the last runs has and the candidate has not. */
  readonly missingRoutes: readonly string[];
}

/** A clock may be this far ahead of ours before its times are not believed. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** So many of the last runs say which routes a whole run has. */
const COVERAGE_RUNS = 10;

/** An acceptance of this metric says: other routes are measured from that run on. */
export const COVERAGE = 'coverage';

/**
 * The runs that a candidate is held against: whole, valid, of the default branch, of the same plan, and of commits that the
 * candidate is built on. A run of a later commit than its merge base holds changes that the candidate has not.
 */
export function chooseBaseline(question: BaselineQuestion): Baseline {
  const { candidate, branch, ancestors } = question;
  const { usable, notes } = usableEntries(question);
  const distanceOf = new Map(ancestors?.map((commit, distance) => [commit, distance]));
  const isAncestor = ({ git }: HistoryEntry): boolean => git !== null && distanceOf.has(git.commit);
  const related = usable.filter(isAncestor);
  const entries = ancestors !== null && related.length > 0 ? related : usable;
  const routes = commonRoutes(entries);
  const present = new Set(candidate.metrics.map(({ route }) => route));
  return {
    entries,
    words: wordsOf(entries, usable.length - entries.length, branch, distanceOf),
    notes: [...notes, ...(usable.length === 0 || related.length > 0 ? [] : [ancestors === null ? UNKNOWN : UNRELATED])],
    missingRoutes: routes.filter((route) => !present.has(route)),
  };
}

const UNKNOWN =
  'nobody knows here which commits this one is built on (a shallow checkout does not: fetch-depth: 0), so all were taken';
const UNRELATED = 'none of them is of a commit that this one is built on, so all were taken';

function usableEntries(question: BaselineQuestion): {
  readonly usable: readonly HistoryEntry[];
  readonly notes: readonly string[];
} {
  const { entries, candidate, acceptances, now } = question;
  const whole = entries.filter(({ id, exclusion }) => id !== candidate.id && exclusion === null);
  const ahead = whole.filter((entry) => isAhead(entry, now));
  const ofPlan = whole.filter((entry) => !isAhead(entry, now) && entry.plan === candidate.plan);
  const other = whole.length - ahead.length - ofPlan.length;
  const from = coverageFrom(acceptances, candidate, now);
  const newest = whole.findLast((entry) => !isAhead(entry, now));
  return {
    usable: ofPlan.filter(({ id }) => id >= from),
    notes: [
      ...(ahead.length === 0
        ? []
        : [
            `${leftOut(ahead.length, 'of the history that began at a time that is yet to come')}: the clock of a machine was ahead`,
          ]),
      ...(newest !== undefined && newest.startedAt > candidate.startedAt
        ? [
            `this run began at ${candidate.startedAt}, before the newest of the history (${newest.startedAt}): a clock went back`,
          ]
        : []),
      ...(other === 0 ? [] : [leftOut(other, `of another plan than "${candidate.plan ?? 'unknown'}"`)]),
    ],
  };
}

/** Id of the first run that counts, since other routes were accepted. */
function coverageFrom(acceptances: readonly Acceptance[], { benchmark }: HistoryEntry, now: string): string {
  const accepted = acceptances.filter(
    (one) => one.metric === COVERAGE && one.benchmark === benchmark.name && !isExpired(one, now),
  );
  return (
    accepted
      .map(({ run }) => run)
      .sort()
      .at(-1) ?? ''
  );
}

/** Whether a run claims to have begun in what is the future to `now` (UTC ISO 8601). */
export function isAhead({ startedAt }: HistoryEntry, now: string): boolean {
  return Date.parse(startedAt) > Date.parse(now) + CLOCK_TOLERANCE_MS;
}

function commonRoutes(entries: readonly HistoryEntry[]): readonly string[] {
  const [first, ...others] = entries
    .slice(-COVERAGE_RUNS)
    .map(({ metrics }) => new Set(metrics.map(({ route }) => route).filter((route) => route !== null)));
  if (first === undefined) return [];
  return [...first].filter((route) => others.every((routes) => routes.has(route))).sort();
}

function wordsOf(
  entries: readonly HistoryEntry[],
  later: number,
  branch: string,
  distanceOf: ReadonlyMap<string, number>,
): string {
  const nearest = entries
    .flatMap(({ git }) => (git === null ? [] : [{ commit: git.commit, distance: distanceOf.get(git.commit) }]))
    .reduce<{ readonly commit: string; readonly distance: number } | null>(
      (best, { commit, distance }) =>
        distance !== undefined && distance <= (best?.distance ?? distance) ? { commit, distance } : best,
      null,
    );
  return [
    ...(nearest === null
      ? []
      : [`nearest ancestor on ${branch}: ${nearest.commit.slice(0, 7)}, ${back(nearest.distance)}`]),
    ...(later === 0 ? [] : [`without ${runs(later)} of commits that this one is not built on`]),
  ].join(', ');
}

function back(commits: number): string {
  if (commits === 0) return 'this very commit';
  return commits === 1 ? '1 commit back' : `${commits} commits back`;
}

function leftOut(count: number, which: string): string {
  return `${runs(count)} ${which} ${count === 1 ? 'was' : 'were'} left out`;
}

function runs(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}
