import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Each planted file, and the rule that must catch it; `null`: the linter must be content. */
const PLANTED: readonly [file: string, text: string, rule: string | null][] = [
  ['gate/core/a.ts', "import { sep } from 'node:path';\nexport const a = sep;", 'correctness/noNodejsModules'],
  ['gate/core/a.ts', 'export const now = () => Date.now();', 'plugin'],
  ['gate/core/a.ts', 'export const now = () => new Date();', 'plugin'],
  ['gate/core/a.ts', 'export const dice = () => Math.random();', 'plugin'],
  ['gate/core/a.ts', 'export const now = () => performance.now();', 'style/noRestrictedGlobals'],
  ['gate/core/a.ts', 'export const day = (iso: string) => new Date(iso);', null],
  ['gate/ingest/a.ts', "import { sep } from 'node:path';\nexport const a = sep;", 'correctness/noNodejsModules'],
  ['gate/ingest/a.ts', 'export const get = () => fetch("/");', 'style/noRestrictedGlobals'],
  ['gate/collect/a.ts', 'export const a = process.env.HOME;', 'style/noProcessEnv'],
  ['gate/collect/a.ts', "import { env } from 'node:process';\nexport const a = env.HOME;", 'style/noProcessEnv'],
  ['gate/cli/config.ts', 'export const a = process.env.HOME;', null],
  ['setup/a.mjs', 'export const a = process.env.HOME;', null],
  ['gate/store/a.ts', "console.log('x');", 'suspicious/noConsole'],
  ['gate/store/a.ts', "process.stdout.write('x');", 'plugin'],
  ['gate/store/a.ts', 'process.exit(3);', 'plugin'],
  ['gate/store/a.ts', 'process.exitCode = 3;', 'plugin'],
  ['reference-server/server.ts', "process.stdout.write('x');", 'plugin'],
  ['reference-server/start.ts', "process.stdout.write('x');", null],
  ['gate/cli/main.ts', "process.stdout.write('x');\nprocess.exitCode = 3;", null],
  [
    'gate/store/a.ts',
    "import { parse } from 'left-pad';\nexport const a = parse;",
    'correctness/noUndeclaredDependencies',
  ],
  [
    'gate/store/a.ts',
    "import { build } from 'fastify';\nexport const a = build;",
    'correctness/noUndeclaredDependencies',
  ],
  ['bench/a.ts', "import { build } from 'fastify';\nexport const a = build;", null],
  ['gate/store/a.ts', "export * from './b.ts';", 'performance/noBarrelFile'],
  ['gate/store/fileStore.ts', 'export const a = 1;', 'style/useFilenamingConvention'],
  ['gate/store/a.ts', 'export const a: any = 1;', 'suspicious/noExplicitAny'],
  ['gate/store/a.ts', 'export const a = (b: string | null) => b!.length;', 'style/noNonNullAssertion'],
  ['gate/store/a.ts', 'export enum A {\n  B,\n}', 'style/noEnum'],
];

test.for(PLANTED)('the linter judges a planted file: %s, %s', ([file, text, rule]) => {
  expect(lint({ [file]: `${text}\n` })).toEqual(rule === null ? [] : [rule]);
});

test('two files that import each other are caught', () => {
  const tree = {
    'gate/store/a.ts': "import { b } from './b.ts';\n\nexport const a = () => b;\n",
    'gate/store/b.ts': "import { a } from './a.ts';\n\nexport const b = () => a;\n",
  };
  expect(lint(tree)).toEqual(['suspicious/noImportCycles', 'suspicious/noImportCycles']);
});

/** Rules that the project's linter configuration breaks off on, in a tree of planted files. */
function lint(tree: Readonly<Record<string, string>>): readonly string[] {
  const planted = mkdtempSync(join(tmpdir(), 'loadline-lint-'));
  try {
    for (const name of ['biome.json', 'package.json', 'tests/lint']) {
      cpSync(join(root, name), join(planted, name), { recursive: true });
    }
    for (const [file, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(planted, file)), { recursive: true });
      writeFileSync(join(planted, file), text);
    }
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [biome, 'lint', '--vcs-enabled=false', '--error-on-warnings', '--reporter=json', ...Object.keys(tree)],
      { cwd: planted, encoding: 'utf8' },
    );
    const report = JSON.parse(stdout || `{"broken":${JSON.stringify(stderr)}}`);
    expect(report.summary.unchanged + report.summary.changed, 'files looked at').toBe(Object.keys(tree).length);
    return report.diagnostics.map(({ category }: { category: string }) => category.replace(/^lint\//, ''));
  } finally {
    rmSync(planted, { recursive: true });
  }
}
