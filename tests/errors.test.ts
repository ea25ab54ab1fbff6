import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentedCodes, type ThrownCode, thrownCodes } from './error-codes.ts';
import { isTestCode, sourceFiles } from './source-files.ts';

const root = join(import.meta.dirname, '..');
const documented = documentedCodes(readFileSync(join(root, 'docs/errors.md'), 'utf8'));
const thrown = thrownCodes(
  root,
  sourceFiles(root).filter((file) => !isTestCode(file)),
);

/** Section of docs/errors.md that lists a code, by who makes the error. */
function sectionOf({ place, errorClass }: ThrownCode): string {
  if (errorClass === 'HttpError') return 'HTTP answers of the reference server';
  if (place.startsWith('reference-server/')) return 'The reference server';
  if (place.startsWith('infra/')) return 'PostgreSQL and Redis';
  if (place.startsWith('setup/') || place.startsWith('bin/')) return 'Set-up';
  return 'The gate';
}

const sections = Object.keys(documented);

test('codes are made in every part that docs/errors.md has a section for', () => {
  expect(sections.length).toBeGreaterThan(0);
  expect(new Set(thrown.map(sectionOf))).toEqual(new Set(sections));
});

test.for(sections)('the codes of "%s" are those that its code makes, each listed once, sorted', (section) => {
  const made = thrown.filter((one) => sectionOf(one) === section);
  expect(made.filter(({ code }) => code === null)).toEqual([]);
  expect(documented[section]).toEqual([...new Set(made.map(({ code }) => code))].sort());
});

test('the reader of codes sees planted ones, and says so where it cannot read one', () => {
  const text = [
    "throw new GateError({ code: 'RECORD_LOST', message: 'm', advice: 'a' });",
    "throw new SetupError({ message: 'm', code: full ? 'DISK_FULL' : 'DISK_READ_ONLY' });",
    "throw new InfraError({ code, message: 'm' });",
    "throw new GateError({ ...failure, message: 'm' });",
    "const text = `new GateError({ code: 'IN_A_STRING' })`; // new GateError({ code: 'IN_A_COMMENT' })",
    "throw new RangeError('no code');",
    'function gone(what, code) { return new HttpError({ code, message: what }); }',
    "throw gone('x', 'IS_GONE');",
    'function never(code) { return new HttpError({ code }); }',
    'write(`SETUP_FAILED: disk`);',
    'function pick(words, code) { return words[0] ?? gone("w", code); }',
    "pick([], 'NO_WORD');",
  ].join('\n');
  expect(codesOf(text)).toEqual([
    'RECORD_LOST 1',
    'DISK_FULL 2',
    'DISK_READ_ONLY 2',
    'null 3',
    'null 4',
    'IS_GONE 7',
    'NO_WORD 7',
    'null 9',
    'SETUP_FAILED 10',
  ]);
});

test('the reader of the document takes first columns only, by section', () => {
  const markdown =
    '# T\n\n## A\n\n| code | what |\n| --- | --- |\n| `A_B` | see C_D |\n| E_F | x |\n\nG_H\n\n## B\n\n| I_J | y |';
  expect(documentedCodes(markdown)).toEqual({ A: ['A_B', 'E_F'], B: ['I_J'] });
});

function codesOf(text: string): readonly string[] {
  const planted = mkdtempSync(join(tmpdir(), 'loadline-codes-'));
  try {
    writeFileSync(join(planted, 'a.ts'), text);
    return thrownCodes(planted, ['a.ts']).map(({ code, place }) => `${code} ${place.replace('a.ts:', '')}`);
  } finally {
    rmSync(planted, { recursive: true });
  }
}
