import { createHash } from 'node:crypto';

/** The first visits of a trace, in order. */
export function visitsOf<Visit>(visitAt: (iteration: number) => Visit, count: number): readonly Visit[] {
  return Array.from({ length: count }, (_, iteration) => visitAt(iteration));
}

/** Tells one trace from another: a figure measured with the one says nothing of the other. */
export function hashOf(visits: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(visits)).digest('hex').slice(0, 16);
}
