import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pinnedK6 } from '../setup/k6.mjs';
import { startMarked } from '../tests/marked-processes.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'loadline-test-checked-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A checkout without a k6: launcher and set-up of its own, the rest is ours. */
for (const name of ['bin', 'setup']) cpSync(join(root, name), join(folder, name), { recursive: true });
for (const name of ['gate', 'reports', 'node_modules', 'package.json', 'package-lock.json']) {
  symlinkSync(join(root, name), join(folder, name));
}
const cachedK6 = join(folder, '.loadline', 'cache', 'k6', 'k6');

/** A folder to be the PATH: a Go that "builds" a k6 which does nothing but say its version. */
const tools = join(folder, 'tools');
mkdirSync(tools);
writeFileSync(
  join(tools, 'go'),
  `#!/bin/sh
if [ "$1" = version ]; then echo "go version go1.26.0 linux/amd64"; exit; fi
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho "k6 v${pinnedK6} (go1.26.0)"\\n' > "$2"
/bin/chmod 755 "$2"
`,
);
chmodSync(join(tools, 'go'), 0o755);

const loadline = (...words: readonly string[]) => launcher('loadline.mjs', words);
const start = (...words: readonly string[]) => launcher('start.mjs', words);

async function launcher(name: string, words: readonly string[]) {
  const run = startMarked(process.execPath, [join(folder, 'bin', name), ...words], {
    cwd: tools,
    env: { PATH: `${tools}:${dirname(process.execPath)}`, K6_BIN: '', CI: 'true' },
  });
  await run.allGone();
  return { output: run.output(), code: run.child.exitCode };
}

test.for([
  [['run'], /^CONFIG_MISSING: /],
  [['run', '--rat', '3'], /^USAGE: .*no option --rat\./],
  [['compare', '--margin', 'much'], /^USAGE: /],
  [['calibrate', '--comparisons', '0'], /^USAGE: /],
] as const)('no k6 is made for %s, which could not run with one either', async ([words, error]) => {
  const { output, code } = await loadline(...words);
  expect(output).toMatch(error);
  expect(output).not.toContain('set-up');
  expect(code).toBe(3);
  expect(existsSync(cachedK6)).toBe(false);
});

test('npm start looks at its words before it sets anything up', async () => {
  const { output, code } = await start('--profil', 'users');
  expect(output).toMatch(/^USAGE: .*no option --profil\./);
  expect(code).toBe(3);
});

test('for a run that nothing stands in the way of k6 is made, and then it begins', async () => {
  writeFileSync(join(tools, 'load.js'), '');
  const { output } = await loadline('run', '--scenario', 'load.js', '--url', 'http://127.0.0.1:9');
  expect(output).toMatch(/^set-up: k6: building k6 .*K6_BIN=FILE names/);
  expect(output).toContain('load on 127.0.0.1:9');
  expect(existsSync(cachedK6)).toBe(true);
});
