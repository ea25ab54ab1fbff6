import type { WorkTotals } from '../model/explanation.ts';

/**
 * The work of a subject between two readings of its totals; `null` where it answered nothing in
 * between, or counts backwards, as one does that began anew.
 */
export function workBetween(before: WorkTotals, after: WorkTotals): WorkTotals | null {
  const requests = after.requests - before.requests;
  const phases = minus(before.phases, after.phases, ({ name }) => name, ['ms']);
  const statements = minus(before.statements, after.statements, ({ text }) => text, ['calls', 'ms']);
  const commands = minus(before.commands, after.commands, ({ name }) => name, ['calls']);
  const isBackwards = [...statements, ...commands].some(({ calls }) => calls < 0);
  return requests <= 0 || isBackwards ? null : { requests, phases, statements, commands, gaps: after.gaps };
}

/** What a list has more of than an earlier one, in each of the counted fields. */
function minus<Field extends string, Entry extends Readonly<Record<Field, number>>>(
  before: readonly Entry[],
  after: readonly Entry[],
  nameOf: (entry: Entry) => string,
  fields: readonly Field[],
): readonly Entry[] {
  const earlier = new Map(before.map((entry) => [nameOf(entry), entry]));
  return after.map((entry) => {
    const was = earlier.get(nameOf(entry));
    return { ...entry, ...Object.fromEntries(fields.map((field) => [field, entry[field] - (was?.[field] ?? 0)])) };
  });
}
