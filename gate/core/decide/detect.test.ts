import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import { detectChanges } from './detect.ts';
import { detectDocument, seriesOf } from './door-detect.ts';

/** Runs around given levels, 40 each, with noise of about 2 %. */
function history(levels: readonly number[], seed = 1, each = 40): number[] {
  const random = seededRandom(seed);
  return levels.flatMap((level) =>
    Array.from({ length: each }, () => level * (1 + 0.02 * (random() + random() + random() - 1.5) * 2)),
  );
}

test('steps up and down are found where they are, with their levels and directions', () => {
  const { changePoints, autocorrelated } = detectChanges(history([100, 115, 95]), 'lower');
  expect(changePoints.map(({ index }) => Math.round(index / 4) * 4)).toEqual([40, 80]);
  expect(changePoints.map(({ direction }) => direction)).toEqual(['regression', 'improvement']);
  expect(changePoints[0]?.before).toBeCloseTo(100, -1);
  expect(changePoints[0]?.after).toBeCloseTo(115, -1);
  expect(changePoints.every(({ votes }) => votes >= 2)).toBe(true);
  expect(autocorrelated).toBe(false);
});

test('a higher-is-better series reads the same steps the other way round', () => {
  expect(detectChanges(history([100, 115]), 'higher').changePoints.map(({ direction }) => direction)).toEqual([
    'improvement',
  ]);
});

test('outliers are no change of level', () => {
  const values = history([100, 100, 100]).map((value, position) => (position % 37 === 36 ? value * 3 : value));
  expect(detectChanges(values, 'lower').changePoints).toEqual([]);
});

test('histories without a change, without noise, or without enough runs show none', () => {
  expect(detectChanges([], 'lower').changePoints).toEqual([]);
  expect(detectChanges([5], 'lower').changePoints).toEqual([]);
  expect(detectChanges([5, 9, 5, 9, 5], 'lower').changePoints).toEqual([]);
  expect(
    detectChanges(
      Array.from({ length: 100 }, () => 7),
      'lower',
    ),
  ).toEqual({ changePoints: [], provisional: [], autocorrelated: false });
  expect(
    detectChanges(
      Array.from({ length: 100 }, () => 0),
      'lower',
    ),
  ).toEqual({ changePoints: [], provisional: [], autocorrelated: false });
});

test('a step of a count without noise is a step: what rounding leaves is no resemblance of neighbours', () => {
  for (const [before, after] of [[100, 150] as const, [0.545, 0.817] as const, [3, 4] as const]) {
    const values = Array.from({ length: 40 }, (_, run) => (run < 30 ? before : after));
    const { changePoints, autocorrelated } = detectChanges(values, 'lower');
    expect(changePoints).toEqual([{ index: 30, before, after, votes: 2, direction: 'regression' }]);
    expect(autocorrelated).toBe(false);
  }
});

test('a history that leans on its last run is labelled', () => {
  const random = seededRandom(8);
  let level = 0;
  const values = Array.from({ length: 400 }, () => {
    level = 0.7 * level + (random() + random() + random() - 1.5);
    return 100 * Math.exp(0.02 * level);
  });
  expect(detectChanges(values, 'lower').autocorrelated).toBe(true);
});

test('scaled units give the same places', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0.8, max: 1.3, noNaN: true }),
      fc.constantFrom(1e-3, 7, 1e6),
      (seed, factor, unit) => {
        const values = history([100, 100 * factor], seed, 30);
        const places = (series: readonly number[]) =>
          detectChanges(series, 'lower').changePoints.map(({ index }) => index);
        expect(places(values.map((value) => value * unit))).toEqual(places(values));
      },
    ),
    { numRuns: 40 },
  );
});

test('the door answers a series with its id, and an error with the place of the fault', () => {
  const answer = detectDocument({ id: 'a', better: 'lower', values: history([100, 120]) });
  expect(answer).toMatchObject({
    kind: 'detection',
    detection: { id: 'a', changePoints: [{ direction: 'regression' }], autocorrelated: false },
  });
  const message = (document: unknown) => {
    const fault = detectDocument(document);
    return fault.kind === 'error' ? fault.message : 'detected';
  };
  expect(message({ values: [1] })).toContain('better: is missing');
  expect(message({ better: 'lower' })).toContain('values: is missing');
  expect(message({ better: 'lower', values: [1, null] })).toContain('values[1]: a finite number');
  expect(message({ better: 'lower', values: [1, -1] })).toContain('values[1]: -1 lies outside');
  expect(message(7)).toContain('an object is expected');
});

test('a document of many series is taken apart, a line is one series', () => {
  expect(seriesOf({ series: [{ id: 1 }, { id: 2 }] })).toEqual([{ id: 1 }, { id: 2 }]);
  expect(seriesOf({ id: 1, values: [] })).toEqual([{ id: 1, values: [] }]);
  expect(seriesOf(null)).toEqual([null]);
});
