import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { type InputDocument, readDocuments } from './read-documents.ts';

async function read(text: string): Promise<readonly InputDocument[]> {
  const documents: InputDocument[] = [];
  for await (const document of readDocuments('-', Readable.from([text]))) documents.push(document);
  return documents;
}
const value = (line: number, content: unknown) => ({ kind: 'value', line, value: content });

test('JSON lines come one by one, blank lines are passed over', async () => {
  expect(await read('{"a":1}\n\n{"a":2}\r\n')).toEqual([value(1, { a: 1 }), value(3, { a: 2 })]);
});

test('one document may span lines', async () => {
  expect(await read('\n{\n  "a": 1\n}\n')).toEqual([value(2, { a: 1 })]);
});

test('a line that is no JSON is named and hides no other', async () => {
  const fault = (line: number) => ({ kind: 'error', line, message: 'this line is no JSON document' });
  expect(await read('{"a":1}\n{"a":\n{"a":3}')).toEqual([value(1, { a: 1 }), fault(2), value(3, { a: 3 })]);
  expect(await read('rubbish\n{"a":2}')).toEqual([fault(1), value(2, { a: 2 })]);
});

test('an empty input holds no document', async () => {
  expect(await read('')).toEqual([]);
  expect(await read('\n \n')).toEqual([]);
});

test('a file that is not there is named', async () => {
  const missing = readDocuments('/nowhere/at/all.json', Readable.from([]));
  await expect(missing.next()).rejects.toMatchObject({ code: 'INPUT_UNREADABLE' });
});
