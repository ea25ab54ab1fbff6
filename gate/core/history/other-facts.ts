import type { HistoryEntry } from '../model/history.ts';

type Facts = NonNullable<HistoryEntry['facts']>;

/** A fact that changes in more than one run of so many, and more than a few times, is a build number or the like, and no setting. */
const RESTLESS = { everyRuns: 4, fewest: 3 };

/**
 * What the subject of a run says of itself that it said otherwise in earlier ones (oldest first), one sentence a fact, and how many of these said
 * nothing: `settings is "b", and was "a" in 12 of the 20 earlier runs`. They are held against each other all the same: a changed setting is a
 * change of the subject. Empty where the subject says nothing of itself.
 */
export function otherFacts(candidate: HistoryEntry, earlier: readonly HistoryEntry[]): readonly string[] {
  const { facts } = candidate;
  if (facts === null || Object.keys(facts).length === 0) return [];
  const told = earlier.flatMap((entry) => (entry.facts === null ? [] : [entry.facts]));
  const silent = earlier.length - told.length;
  return [
    ...settledNames([...told, facts]).flatMap((name) => differenceOf(name, facts, told, earlier.length)),
    ...(silent === 0 ? [] : [`${partOf(silent, earlier.length)} kept nothing of what the subject said of itself`]),
  ];
}

/** What the subject says otherwise in each run than in the one before that told anything: `settings: "a" became "b"`; empty: nothing. */
export function factChanges(entries: readonly HistoryEntry[]): readonly string[] {
  const names = settledNames(entries.flatMap(({ facts }) => (facts === null ? [] : [facts])));
  let before: Facts | null = null;
  return entries.map(({ facts }) => {
    if (facts === null) return '';
    const last = before ?? facts;
    before = facts;
    const changed = names.filter((name) => last[name] !== facts[name]);
    return changed.map((name) => `${name}: ${quoted(last[name])} became ${quoted(facts[name])}`).join(', ');
  });
}

function differenceOf(name: string, facts: Facts, told: readonly Facts[], runs: number): readonly string[] {
  const others = Map.groupBy(
    told.map((one) => one[name]).filter((value) => value !== facts[name]),
    (value) => value,
  );
  if (others.size === 0) return [];
  const was = [...others].map(([value, { length }]) => `${quoted(value)} in ${partOf(length, runs)}`);
  return [`${name} is ${quoted(facts[name])}, and was ${was.join(' and ')}`];
}

/** Names of facts that hold from run to run. */
function settledNames(all: readonly Facts[]): readonly string[] {
  const most = Math.max(RESTLESS.fewest, all.length / RESTLESS.everyRuns);
  const changesOf = (name: string): number =>
    all.filter((facts, run) => run > 0 && facts[name] !== all[run - 1]?.[name]).length;
  return [...new Set(all.flatMap(Object.keys))].filter((name) => changesOf(name) <= most);
}

function partOf(some: number, all: number): string {
  if (some < all) return `${some} of the ${all} earlier runs`;
  return all === 1 ? 'the earlier run' : `all ${all} earlier runs`;
}

function quoted(value: string | undefined): string {
  return value === undefined ? 'not told' : `"${value}"`;
}
