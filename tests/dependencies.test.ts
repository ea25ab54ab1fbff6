import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const [packed = [], ofRepository = []] = tables(readFileSync(join(root, 'docs/dependencies.md'), 'utf8'));

test('docs/dependencies.md has a row for every dependency of the packed package and no other', () => {
  expect(packed.length).toBeGreaterThan(0);
  expect(packed).toEqual(Object.keys(manifest.dependencies).sort());
});

test('docs/dependencies.md has a row for every dev dependency and no other', () => {
  expect(ofRepository.length).toBeGreaterThan(0);
  expect(ofRepository).toEqual(Object.keys(manifest.devDependencies).sort());
});

test('the reader of the tables sees packages in first columns only', () => {
  expect(tables('## A\n\n| package | x |\n| --- | --- |\n| `a` | `b` |\n\n## C\n\n| `@d/e` | f |\n')).toEqual([
    ['a'],
    ['@d/e'],
  ]);
});

/** Packages of the first column of each table, by section. */
function tables(markdown: string): readonly (readonly string[])[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name as string));
}
