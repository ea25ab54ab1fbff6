import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startMarked } from '../tests/marked-processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'loadline-test-bin-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const script = (name: string) => new URL(name, import.meta.url).pathname;

const oldK6 = join(folder, 'k6');
writeFileSync(oldK6, '#!/bin/sh\necho "k6 v1.4.0 (go1.24.0, linux/amd64)"\n');
chmodSync(oldK6, 0o755);

test.for([
  ['loadline.mjs', ['run']],
  ['start.mjs', []],
] as const)('%s with k6 1.x in K6_BIN is one clear error, without a stack trace', async ([name, words]) => {
  const run = startMarked(process.execPath, [script(name), ...words], { env: { K6_BIN: oldK6, CI: 'true' } });
  await run.allGone();
  expect(run.output().replace(/^set-up: .*\n/gm, '')).toBe(
    `K6_VERSION: K6_BIN is ${oldK6}: k6 1.4.0, and k6 2.x is needed\n` +
      '  Set K6_BIN to a k6 2.x, or unset it: a fitting one is then found or built.\n',
  );
  expect(run.child.exitCode).toBe(3);
});

test('the doctor names what is missing and exits 1; what a run can do without is only absent', async () => {
  const run = startMarked(process.execPath, [script('doctor.mjs')], {
    env: { K6_BIN: oldK6, PATH: folder, CHROME_BIN: '', REDIS_URL: '', DATABASE_URL: '' },
  });
  await run.allGone();
  expect(run.output()).toMatch(/MISSING +k6 +K6_VERSION/);
  expect(run.output()).toMatch(/absent +Redis +no Redis: the run goes on with L1 alone/);
  expect(run.output()).toMatch(/absent +Chromium/);
  expect(run.output()).toMatch(/ok +PostgreSQL +\d+\.\d+ .*\(embedded\)/);
  expect(run.output()).toMatch(/Missing: k6\.\n$/);
  expect(run.child.exitCode).toBe(1);
});
