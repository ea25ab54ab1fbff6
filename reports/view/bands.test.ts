import { expect, test } from 'vitest';
import { sampleLoad } from '../golden/sample-load.ts';
import { sampleStress } from '../golden/sample-stress.ts';
import { bandsOf, offeredText } from './bands.ts';

test('a stage is labelled by what it offers, whatever the script calls it', () => {
  const record = sampleStress();
  const stages = record.measurement.stages.map((stage, index) => ({ ...stage, name: `visits ${index}` }));
  const labels = bandsOf({ ...record, measurement: { ...record.measurement, stages } }).map(({ label }) => label);
  expect(labels).toEqual(['warm-up', '100 /s', '200 /s', '400 /s', '800 /s', '1,200 /s']);
  expect(offeredText({ fromRate: 100, toRate: 400 })).toBe('100 /s → 400 /s');
});

test('a plan of one stage needs no label', () => {
  expect(bandsOf(sampleLoad({ seconds: 30 })).map(({ label }) => label)).toEqual(['warm-up']);
});
