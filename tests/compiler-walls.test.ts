import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Each planted file, the project that holds it, and the compiler's error; `null`: the compiler must be content. */
const PLANTED: readonly [project: string, file: string, text: string, error: string | null][] = [
  ['gate/core', 'gate/core/a.ts', 'export const a = process.pid;', 'TS2591'],
  ['gate/core', 'gate/core/a.ts', "import { sep } from 'node:path';\nexport const a = sep;", 'TS2591'],
  ['gate/core', 'gate/core/a.ts', "import { b } from '../store/b.ts';\nexport const a = b;", 'TS6307'],
  ['gate/ingest', 'gate/ingest/a.ts', "import { b } from '../store/b.ts';\nexport const a = b;", 'TS6307'],
  ['gate/ingest', 'gate/ingest/a.ts', 'export const a = process.pid;', 'TS2591'],
  ['gate/store', 'gate/store/a.ts', "import { c } from '../collect/c.ts';\nexport const a = c;", 'TS6307'],
  ['gate/collect', 'gate/collect/a.ts', "import { b } from '../store/b.ts';\nexport const a = b;", 'TS6307'],
  ['reports', 'reports/a.ts', "import { b } from '../gate/store/b.ts';\nexport const a = b;", 'TS6307'],
  ['infra', 'infra/a.ts', "import { d } from '../gate/core/d.ts';\nexport const a = d;", 'TS6307'],
  [
    'reference-server',
    'reference-server/a.ts',
    "import { d } from '../gate/core/d.ts';\nexport const a = d;",
    'TS6307',
  ],
  ['bench', 'bench/a.ts', "import { b } from '../gate/store/b.ts';\nexport const a = b;", 'TS6307'],
  ['scenarios', 'scenarios/a.ts', "import { d } from '../gate/core/d.ts';\nexport const a = d;", 'TS6307'],
  ['scenarios', 'scenarios/a.ts', 'export const a = process.pid;', 'TS2591'],
  ['gate/core', 'gate/core/a.ts', 'export const a: number = [1][0];', 'TS2322'],
  ['gate/core', 'gate/core/a.ts', "import { d } from './d.ts';\nexport const a = d;", null],
  ['gate/store', 'gate/store/a.ts', "import { d } from '../core/d.ts';\nexport const a = d + process.pid;", null],
];

test.for(PLANTED)('the compiler judges a planted file of %s: %s, %s', ([project, file, text, error]) => {
  expect(compile(project, { [file]: text })).toEqual(error === null ? [] : [error]);
});

test('every project of the root is built by it', () => {
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  const paths = references.map(({ path }: { path: string }) => path);
  expect(paths).toEqual(expect.arrayContaining([...PROJECTS, 'tests', 'tsconfig.config.json']));
});

const PROJECTS = [
  'gate/core',
  'gate/ingest',
  'gate/store',
  'gate/collect',
  'gate/cli',
  'reports',
  'infra',
  'reference-server',
  'bench',
  'scenarios',
] as const;

/** Errors that the compiler finds when it builds one project of a tree of planted files, without repeats. */
function compile(project: string, tree: Readonly<Record<string, string>>): readonly string[] {
  const planted = mkdtempSync(join(tmpdir(), 'loadline-types-'));
  const plant = (file: string, text: string) => {
    mkdirSync(dirname(join(planted, file)), { recursive: true });
    writeFileSync(join(planted, file), text);
  };
  try {
    symlinkSync(join(root, 'node_modules'), join(planted, 'node_modules'));
    plant('package.json', '{ "type": "module" }');
    cpSync(join(root, 'tsconfig.base.json'), join(planted, 'tsconfig.base.json'));
    for (const folder of PROJECTS) {
      plant(`${folder}/placeholder.ts`, 'export {};');
      cpSync(join(root, folder, 'tsconfig.json'), join(planted, folder, 'tsconfig.json'));
    }
    plant('gate/core/d.ts', 'export const d = 1;');
    plant('gate/store/b.ts', 'export const b = 1;');
    plant('gate/collect/c.ts', 'export const c = 1;');
    for (const [file, text] of Object.entries(tree)) plant(file, text);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-b', project], { cwd: planted, encoding: 'utf8' });
    const errors = [...new Set(stdout.match(/TS\d+/g) ?? [])];
    expect(status === 0, 'the exit code and the errors agree').toBe(errors.length === 0);
    return errors;
  } finally {
    rmSync(planted, { recursive: true });
  }
}
