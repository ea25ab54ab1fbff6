import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadline } from '../../tests/cli/loadline.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-unreadable-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function said(name: string, text: string): Promise<string> {
  writeFileSync(join(folder, name), text);
  const { code, stderr } = await loadline(folder, ['list']);
  expect(code).toBe(3);
  return stderr;
}

test('a project in which Loadline is not installed is told how to install it', async () => {
  const config = "import { defineConfig } from 'loadline';\nexport default defineConfig({ subjects: {} });\n";
  expect(await said('loadline.config.ts', config)).toMatch(/^CONFIG_UNREADABLE: .*\n.*"npm pack".*"npm i -D"/);
});

test.for(['loadline.config.ts', 'loadline.config.mjs'])('the line of a syntax error in %s is named', async (name) => {
  expect(await said(name, 'const a = 1;\n\nexport default {\n  subjects: {{},\n};\n')).toContain(`${name}:4 could not`);
});

test('the line that throws is named, and of a JSON error the place in one line', async () => {
  const throws = "const a: string = '';\nthrow new Error('boom' + a);\nexport default {};\n";
  expect(await said('loadline.config.ts', throws)).toMatch(/loadline\.config\.ts:2 could not.*\n.*\n.*cause: boom\n/);
  rmSync(join(folder, 'loadline.config.ts'));
  expect(await said('loadline.config.json', '{\n "a": 1,\n "b": oops\n}\n')).toMatch(
    /is JSON, one object\.\n.*cause: .*"b": oops/,
  );
});
