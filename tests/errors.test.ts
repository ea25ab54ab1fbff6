import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentedCodes, thrownCodes } from './error-codes.ts';
import { isTestCode, sourceFiles } from './source-files.ts';

const root = join(import.meta.dirname, '..');
const tables = documentedCodes(readFileSync(join(root, 'docs/errors.md'), 'utf8'));
const documented = tables.flat();
const thrown = thrownCodes(
  root,
  sourceFiles(root).filter((file) => !isTestCode(file)),
);

test('codes were found in the code and in the document', () => {
  expect(thrown.length).toBeGreaterThan(20);
  expect(documented.length).toBeGreaterThan(20);
});

test('every code that is thrown is in docs/errors.md', () => {
  expect(thrown.filter(({ code }) => code === null || !documented.includes(code))).toEqual([]);
});

test('every code in docs/errors.md is thrown somewhere', () => {
  expect(documented.filter((code) => !thrown.some((one) => one.code === code))).toEqual([]);
});

test('docs/errors.md lists each code once, each table sorted', () => {
  expect(new Set(documented).size).toBe(documented.length);
  for (const table of tables) expect(table).toEqual([...table].sort());
});

test('the reader of codes sees planted ones, and says so where it cannot read one', () => {
  const text = [
    "throw new GateError({ code: 'RECORD_LOST', message: 'm', advice: 'a' });",
    "throw new SetupError({ message: 'm', code: full ? 'DISK_FULL' : 'DISK_READ_ONLY' });",
    "throw new InfraError({ code, message: 'm' });",
    "throw new GateError({ ...failure, message: 'm' });",
    "const text = `new GateError({ code: 'IN_A_STRING' })`; // new GateError({ code: 'IN_A_COMMENT' })",
    "throw new RangeError('no code');",
  ].join('\n');
  expect(codesOf(text)).toEqual([
    'RECORD_LOST a.ts:1',
    'DISK_FULL a.ts:2',
    'DISK_READ_ONLY a.ts:2',
    'null a.ts:3',
    'null a.ts:4',
  ]);
});

test('the reader of the document takes first columns only', () => {
  const markdown = '# T\n\n| code | what |\n| --- | --- |\n| `A_B` | see C_D |\n| E_F | x |\n\nG_H\n\n| I_J | y |';
  expect(documentedCodes(markdown)).toEqual([['A_B', 'E_F'], ['I_J']]);
});

function codesOf(text: string): readonly string[] {
  const planted = mkdtempSync(join(tmpdir(), 'loadline-codes-'));
  try {
    writeFileSync(join(planted, 'a.ts'), text);
    return thrownCodes(planted, ['a.ts']).map(({ code, place }) => `${code} ${place}`);
  } finally {
    rmSync(planted, { recursive: true });
  }
}
