import { readFile } from 'node:fs/promises';
import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { ComparisonRecord } from '../core/model/comparison-record.ts';
import { parseComparisonRecord } from './comparison-record.ts';
import { comparisonRecordSchema } from './comparison-record-schema.ts';

const document = await readFile(new URL('../../docs/comparison-record.md', import.meta.url), 'utf8');
const [, example = ''] = /```json\n([\s\S]+?)```/.exec(document) ?? [];
const record: ComparisonRecord = JSON.parse(example);

test('the example of docs/comparison-record.md, which no later version may fail to read, is a record', () => {
  expect(parseComparisonRecord(example, 'docs/comparison-record.md')).toEqual(record);
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
  expectTypeOf<z.output<typeof comparisonRecordSchema>>().toExtend<ComparisonRecord>();
  expectTypeOf<Mutable<ComparisonRecord>>().toExtend<z.output<typeof comparisonRecordSchema>>();
});

test('the published JSON Schema is the one that records are checked by', async () => {
  const published: unknown = JSON.parse(
    await readFile(new URL('../../docs/comparison-record.schema.json', import.meta.url), 'utf8'),
  );
  expect(published).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(comparisonRecordSchema))));
});

test('keys of a later addition are passed over', () => {
  expect(parseComparisonRecord(JSON.stringify({ ...record, later: 1 }), 'c.json')).toEqual(record);
});

const [launch] = record.launches;
test.each([
  [example.slice(0, example.length / 2), /cut off, or no JSON/],
  ['{"format":"loadline-run","version":1}', /it is no comparison record/],
  [JSON.stringify({ ...record, outcome: 'green' }), /outcome: /],
  [JSON.stringify({ ...record, outcome: 'pass' }), /outcome: says "pass"/],
  [JSON.stringify({ ...record, outcome: 'pass', metrics: [] }), /outcome: says "pass"/],
  [JSON.stringify({ ...record, plan: { ...record.plan, looks: [3, 3] } }), /plan\.looks: do not rise/],
  [JSON.stringify({ ...record, plan: { ...record.plan, margin: 0 } }), /plan\.margin: /],
  [JSON.stringify({ ...record, launches: [{ ...launch, candidate: {} }] }), /launches\.0\.candidate\.series: /],
])('what is no record is named by the first wrong place: %.40s', (content, message) => {
  expect(() => parseComparisonRecord(content, 'c.json')).toThrow(
    expect.objectContaining({ code: 'RECORD_UNREADABLE', message: expect.stringMatching(message) }),
  );
});

test('a record of a later version asks for a later loadline', () => {
  expect(() => parseComparisonRecord(JSON.stringify({ ...record, version: 2 }), 'c.json')).toThrow(
    expect.objectContaining({ code: 'RECORD_TOO_NEW' }),
  );
});
