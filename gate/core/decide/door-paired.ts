import { bothEnds } from './both-ends.ts';
import { asFields, asList, asLooks, asNumber, asWord, DocumentFault, type Fields } from './document.ts';
import type { DoorVerdict } from './door.ts';
import { judgePaired, type Pair } from './judge-paired.ts';

export const DIRECTIONS = ['lower', 'higher'] as const;

/** Judges `{"design":"paired","better":"lower","margin":0.05,"launches":[{"pairs":[[baseline,candidate],…]},…],"looks":[3,4,5]?}`. */
export function judgePairedDocument(fields: Fields): DoorVerdict {
  const looks = asLooks(fields.looks, 'looks');
  const launches = asList(fields.launches, 'launches').map((launch, position) => {
    const path = `launches[${position}]`;
    return asList(asFields(launch, path).pairs, `${path}.pairs`).map((pair, index) =>
      asPair(pair, `${path}.pairs[${index}]`),
    );
  });
  const { pValue: _, ...verdict } = judgePaired({
    launches,
    better: asWord(fields.better, 'better', DIRECTIONS),
    margin: asMargin(fields.margin),
    ...(looks === undefined ? {} : { looks }),
  });
  return { ...verdict, level: bothEnds(verdict.level) };
}

/** The smallest change that matters, as a fraction. */
export function asMargin(value: unknown): number {
  const margin = asNumber(value, 'margin', 0, 1);
  if (margin === 0 || margin === 1) throw new DocumentFault('margin', 'lies between 0 and 1: .05 for 5 %');
  return margin;
}

function asPair(value: unknown, path: string): Pair {
  const pair = asList(value, path);
  if (pair.length !== 2) throw new DocumentFault(path, 'two numbers are expected: baseline, candidate');
  return [asNumber(pair[0], `${path}[0]`, 0), asNumber(pair[1], `${path}[1]`, 0)];
}
