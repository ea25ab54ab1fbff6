import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { judgeDocument } from './door.ts';

const PAGE = await readFile(new URL('../../../docs/statistics.md', import.meta.url), 'utf8');
const fenced = (kind: string) =>
  [...PAGE.matchAll(new RegExp(`\`\`\`json ${kind}\n(.*?)\`\`\``, 'gs'))].map((match) => JSON.parse(match[1] ?? ''));
const documents = fenced('document');
const answers = fenced('answer');

test('every example of docs/statistics.md is answered as the page says', () => {
  expect(documents.length).toBeGreaterThan(0);
  expect(answers.length).toBe(documents.length);
  documents.forEach((document, position) => {
    expect(JSON.parse(JSON.stringify(judgeDocument(document)))).toEqual({
      kind: 'verdict',
      verdict: answers[position],
    });
  });
});
