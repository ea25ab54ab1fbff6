import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { judgeDocument } from './door.ts';
import { detectDocument } from './door-detect.ts';

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

test('every series of docs/statistics.md is read as the page says', () => {
  const series = fenced('series');
  const detections = fenced('detection');
  expect(series.length).toBeGreaterThan(0);
  expect(detections.length).toBe(series.length);
  series.forEach((one, position) => {
    expect(JSON.parse(JSON.stringify(detectDocument(one)))).toEqual({
      kind: 'detection',
      detection: detections[position],
    });
  });
});
