import type { Acceptance, HistoryEntry } from '../model/history.ts';

/** Runs that a baseline has at most, and as many again for the trend to see where its level began. */
const KEPT_BASELINES = 80;

/** What may go of a list of ids, oldest first, and what stays although it was asked for. */
export interface Prunable {
  readonly removed: readonly string[];
  /** Held against by later runs. */
  readonly baselines: readonly string[];
  /** Named by the ledger of accepted changes. */
  readonly accepted: readonly string[];
}

/**
 * History entries that can go: of those that were asked for, none that a baseline or the ledger needs. Of each benchmark, subject,
 * machine class and plan the newest eighty runs that count stay.
 */
export function choosePrunable(
  asked: readonly string[],
  entries: readonly HistoryEntry[],
  acceptances: readonly Acceptance[],
): Prunable {
  const ledger = new Set(acceptances.map(({ run }) => run));
  const groups = Map.groupBy(
    entries.filter(({ exclusion }) => exclusion === null),
    ({ benchmark, subject, environment, plan }) =>
      JSON.stringify([benchmark.kind, benchmark.name, subject, environment.machineClass, plan]),
  );
  const needed = new Set([...groups.values()].flatMap((group) => group.slice(-KEPT_BASELINES).map(({ id }) => id)));
  const accepted = asked.filter((id) => ledger.has(id));
  const baselines = asked.filter((id) => !ledger.has(id) && needed.has(id));
  return { removed: asked.filter((id) => !ledger.has(id) && !needed.has(id)), baselines, accepted };
}

/** Ids to be removed: all but the newest `keep`, or those from before a time. Ids begin with the time, `20261121T104500Z-…`. */
export function idsBeyond(
  ids: readonly string[],
  limit: { readonly kind: 'keep'; readonly count: number } | { readonly kind: 'before'; readonly time: string },
): readonly string[] {
  const sorted = [...ids].sort();
  if (limit.kind === 'keep') return sorted.slice(0, Math.max(0, sorted.length - limit.count));
  const before = limit.time.replace(/[-:]/g, '').replace(/\.\d+/, '');
  return sorted.filter((id) => id < before);
}
