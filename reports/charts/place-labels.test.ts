import { expect, test } from 'vitest';
import { placeLabels } from './place-labels.ts';

const rule = (at: number, label = '1a2b3c4..5d6e7f8') => ({ at, label, style: 'worse' }) as const;
const placed = (...places: readonly number[]) =>
  placeLabels(
    places.map((at) => rule(at)),
    [0, 100],
    10,
  ).map(({ at, align, row }) => [at, align, row]);

test('labels that would cover each other stand above each other, and a third is left out', () => {
  expect(placed(10)).toEqual([[10, 'left', 0]]);
  expect(placed(12, 10, 11)).toEqual([
    [10, 'left', 0],
    [11, 'left', 1],
  ]);
  expect(placed(10, 50)).toEqual([
    [10, 'left', 0],
    [50, 'left', 0],
  ]);
});

test('a label that would leave the plot reads to the left of its rule', () => {
  expect(placed(99)).toEqual([[99, 'right', 0]]);
});

test('a label with no room on either side, and one without text, are left out', () => {
  expect(placeLabels([rule(5, 'w'.repeat(300)), rule(50, '')], [0, 100], 10)).toEqual([]);
});
