import { readFile } from 'node:fs/promises';
import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { sampleLoad } from '../../reports/golden/sample-load.ts';
import type { RunRecord } from '../core/model/run-record.ts';
import { parseRunRecord } from './run-record.ts';
import { runRecordSchema } from './run-record-schema.ts';

const record = sampleLoad();
const text = JSON.stringify(record);

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
  [
    JSON.stringify({ ...record, measurement: { ...record.measurement, blockSeconds: 0 } }),
    /measurement\.blockSeconds: /,
  ],
])('what is no record is named by the first wrong place: %.40s', (content, message) => {
  expect(() => parseRunRecord(content, 'r.json')).toThrow(
    expect.objectContaining({ code: 'RECORD_UNREADABLE', message: expect.stringMatching(message) }),
  );
});

test('a record of a later version asks for a later loadline', () => {
  expect(() => parseRunRecord(JSON.stringify({ ...record, version: 2 }), 'r.json')).toThrow(
    expect.objectContaining({ code: 'RECORD_TOO_NEW' }),
  );
});
