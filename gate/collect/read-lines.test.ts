import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readLines } from './read-lines.ts';

async function linesOf(chunks: readonly (string | Buffer)[], longest?: number): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of readLines(Readable.from(chunks, { objectMode: false }), longest)) lines.push(line);
  return lines;
}

test('lines come whole, however the stream is cut, the last one without an end too', async () => {
  expect(await linesOf(['a', 'b\nc', '\n', '\nlast'])).toEqual(['ab', 'c', '', 'last']);
  expect(await linesOf(['a\n'])).toEqual(['a']);
});

test('a character that is cut in two is one character', async () => {
  const bytes = Buffer.from('grün\n');
  expect(await linesOf([bytes.subarray(0, 3), bytes.subarray(3)])).toEqual(['grün']);
});

test('a line without end does not grow for ever, and what follows it is read', async () => {
  expect(await linesOf(['abc', 'def', 'ghi\nnext\n'], 5)).toEqual(['abcde', 'next']);
});
