/** A month in UTC: its first moment, and that of the next. */
export interface Month {
  readonly from: Date;
  readonly until: Date;
}

/** The months that touch a stretch of time, oldest first. `until` is not in it. */
export function monthsOf(from: Date, until: Date): readonly Month[] {
  const months: Month[] = [];
  let start = Date.UTC(from.getUTCFullYear(), from.getUTCMonth());
  while (start < until.getTime()) {
    const first = new Date(start);
    const next = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1);
    months.push({ from: first, until: new Date(next) });
    start = next;
  }
  return months;
}

/** Made of numbers alone: `events_2025_01`. */
export function partitionName({ from }: Month): string {
  return `events_${from.toISOString().slice(0, 7).replace('-', '_')}`;
}

/** Makes the partition of a month, unless it is there. Its name and bounds are made of numbers alone. */
export function partitionStatement(month: Month): string {
  return `CREATE TABLE IF NOT EXISTS audit.${partitionName(month)} PARTITION OF audit.events ${boundsOf(month)}`;
}

/** What the partition of a month is called once it has left the table. */
export function detachedName(name: string): string {
  return `${name}_detached`;
}

/** Brings a month back that has left the table, where it has. */
export function restoreStatement(month: Month): string {
  const name = partitionName(month);
  return `DO $$ BEGIN
    IF to_regclass('audit.${detachedName(name)}') IS NOT NULL THEN
      ALTER TABLE audit.${detachedName(name)} RENAME TO ${name};
      ALTER TABLE audit.events ATTACH PARTITION audit.${name} ${boundsOf(month)};
    END IF;
  END $$`;
}

function boundsOf({ from, until }: Month): string {
  const day = (date: Date) => date.toISOString().slice(0, 10);
  return `FOR VALUES FROM ('${day(from)}T00:00:00Z') TO ('${day(until)}T00:00:00Z')`;
}
