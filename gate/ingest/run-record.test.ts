import { readFile } from 'node:fs/promises';
import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { sampleLoad } from '../../reports/golden/sample-load.ts';
import type { RunRecord } from '../core/model/run-record.ts';
import { parseRunRecord } from './run-record.ts';
import { runRecordSchema } from './run-record-schema.ts';

const record = sampleLoad();
const text = JSON.stringify(record);
const passed = { ...record, outcome: 'pass', targets: record.targets.filter(({ verdict }) => verdict === 'met') };
const NO_HISTORY = {
  baseline: '3 runs of main',
  calibrator: 'not measured',
  metrics: [],
  isDecisive: false,
  outcome: 'undecided',
};

test('a record is read back as it was written', () => {
  expect(parseRunRecord(text, 'r.json')).toEqual(record);
});

/** What is common to a type and its `readonly` form. */
type Mutable<T> = T extends readonly (infer Item)[]
  ? T extends readonly [infer One, infer Other]
    ? [Mutable<One>, Mutable<Other>]
    : Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;

test('the schema and the type of the core are one, both ways', () => {
  expectTypeOf<z.output<typeof runRecordSchema>>().toExtend<RunRecord>();
  expectTypeOf<Mutable<RunRecord>>().toExtend<z.output<typeof runRecordSchema>>();
});

test('the published JSON Schema is the one that records are checked by', async () => {
  const published: unknown = JSON.parse(
    await readFile(new URL('../../docs/run-record.schema.json', import.meta.url), 'utf8'),
  );
  expect(published).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(runRecordSchema))));
});

test('the example of docs/run-record.md, which no later version may fail to read, is a record', async () => {
  const document = await readFile(new URL('../../docs/run-record.md', import.meta.url), 'utf8');
  const [, example = ''] = /```json\n([\s\S]+?)```/.exec(document) ?? [];
  const parsed = parseRunRecord(example, 'docs/run-record.md');
  expect(parsed).toEqual({ ...JSON.parse(example), version: 2, plan: null, calibrator: null, history: null });
  const latency = parsed.measurement.series.find(({ kind }) => kind === 'distribution');
  if (latency?.kind !== 'distribution') throw new TypeError('the example has no distribution');
  const sorted = [2.8, 2.9, 3, 3.05, 3.1, 3.4, 41.2];
  // The text's formula for the lower edge of a bucket, on the example's own numbers.
  const edges = latency.blocks
    .flatMap(({ buckets }) => buckets.filter((_, position) => position % 2 === 0))
    .map(lowerEdge);
  const nearest = edges.sort((one, other) => one - other).map((edge, index) => (sorted[index] ?? 0) / edge - 1);
  expect(nearest.every((above) => above >= 0 && above < 1 / 128)).toBe(true);
});

/** As docs/run-record.md has it. */
function lowerEdge(index: number): number {
  return 2 ** (Math.floor((index - 1) / 128) - 20) * (1 + ((index - 1) % 128) / 128);
}

test('a history that only is shown takes nothing from a pass', () => {
  expect(parseRunRecord(JSON.stringify({ ...passed, history: NO_HISTORY }), 'r.json').outcome).toBe('pass');
});

test('keys of a later addition are passed over', () => {
  expect(parseRunRecord(JSON.stringify({ ...record, later: 1 }), 'r.json')).toEqual(record);
});

test.each([
  ['', /cut off, or no JSON/],
  [text.slice(0, text.length / 2), /cut off, or no JSON/],
  ['null', /no run record/],
  ['[]', /no run record/],
  ['{"format":"other"}', /no run record/],
  ['{"format":"loadline-run"}', /version is no whole number/],
  ['{"format":"loadline-run","version":0}', /version is no whole number/],
  [JSON.stringify({ ...record, outcome: 'green' }), /outcome: /],
  [JSON.stringify({ ...record, outcome: 'pass' }), /outcome: says "pass"/],
  [JSON.stringify({ ...record, outcome: 'pass', targets: [] }), /outcome: says "pass"/],
  [JSON.stringify({ ...passed, history: { ...NO_HISTORY, isDecisive: true } }), /outcome: says "pass"/],
  [
    JSON.stringify({ ...record, measurement: { ...record.measurement, blockSeconds: 0 } }),
    /measurement\.blockSeconds: /,
  ],
  [withBuckets([5]), /measurement\.series\.0\.blocks\.0\.buckets: /],
  [withBuckets([5, 1, 5, 1]), /measurement\.series\.0\.blocks\.0\.buckets: /],
  [withBuckets([99_999, 1]), /measurement\.series\.0\.blocks\.0\.buckets: /],
])('what is no record is named by the first wrong place: %.40s', (content, message) => {
  expect(() => parseRunRecord(content, 'r.json')).toThrow(
    expect.objectContaining({ code: 'RECORD_UNREADABLE', message: expect.stringMatching(message) }),
  );
});

test('a record of a later version asks for a later loadline', () => {
  expect(() => parseRunRecord(JSON.stringify({ ...record, version: 3 }), 'r.json')).toThrow(
    expect.objectContaining({ code: 'RECORD_TOO_NEW' }),
  );
});

function withBuckets(buckets: readonly number[]): string {
  const block = { at: 0, count: 1, sum: 1, min: 1, max: 1, buckets };
  const series = { kind: 'distribution', name: 'latency', route: null, unit: 'ms', better: 'lower', blocks: [block] };
  return JSON.stringify({ ...record, measurement: { ...record.measurement, series: [series] } });
}
