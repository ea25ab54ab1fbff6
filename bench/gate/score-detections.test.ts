import { expect, test } from 'vitest';
import { scoreDetections } from './score-detections.ts';

const series = (marks: Readonly<Record<string, readonly number[]>>) => ({
  id: 'a',
  better: 'lower' as const,
  values: new Array<number>(100).fill(1),
  marks,
});

test('a majority is to be found, nobody is false, a minority counts neither way', () => {
  const labelled = [series({ a: [40, 80], b: [42], c: [41, 20] })];
  expect(scoreDetections(labelled, [[44]])).toMatchObject({ f1: 1, falsePer1000: 0 });
  expect(scoreDetections(labelled, [[44, 80, 20]])).toMatchObject({ f1: 1 });
  expect(scoreDetections(labelled, [[44, 60]])).toMatchObject({ precision: 0.5, recall: 1, falsePer1000: 10 });
  expect(scoreDetections(labelled, [[80]])).toMatchObject({ recall: 0 });
});
