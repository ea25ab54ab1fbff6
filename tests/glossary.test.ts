import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const glossary = readFileSync(join(import.meta.dirname, '..', 'docs/glossary.md'), 'utf8');

/** The words that a glossary defines: the first column of its tables, which may hold several. */
function termsOf(text: string): readonly string[] {
  const rows = [...text.matchAll(/^\| ([^|]+?) \|/gm)].map(([, cell = '']) => cell);
  return rows.flatMap((cell) => cell.split(', ')).filter((term) => term !== 'term' && term !== '---');
}

function twice(terms: readonly string[]): readonly string[] {
  return terms.filter((term, place) => terms.indexOf(term) !== place);
}

test('one word has one meaning: none is in the glossary twice', () => {
  expect(termsOf(glossary).length).toBeGreaterThan(50);
  expect(twice(termsOf(glossary))).toEqual([]);
});

test('a word that is defined twice is found', () => {
  expect(twice(termsOf('| term | meaning |\n| --- | --- |\n| run | a |\n| plan | b |\n| run | c |'))).toEqual(['run']);
});
