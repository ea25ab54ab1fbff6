import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findK6 } from './k6-binary.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-k6-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A shell script that prints what `k6 version` of that version prints. */
function plantK6(place: string, line: string): string {
  const path = join(folder, place);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "${line}"\n`);
  chmodSync(path, 0o755);
  return path;
}

const find = (environment: Record<string, string>) => findK6({ environment, loadlineDirectory: folder });

test('k6 1.x on the PATH is refused with its version and what to do', async () => {
  plantK6('bin/k6', 'k6 v1.4.0 (commit/abc, go1.24, linux/amd64)');
  await expect(find({ PATH: join(folder, 'bin') })).rejects.toMatchObject({
    code: 'K6_TOO_OLD',
    message: expect.stringContaining('1.4.0'),
    advice: expect.stringContaining('k6 2.x'),
  });
});

test('k6 1.x on the PATH is passed over where set-up has built a newer one', async () => {
  plantK6('bin/k6', 'k6 v1.4.0 (go1.24)');
  const built = plantK6('cache/k6/k6', 'k6 v2.2.0 (go1.25.12, linux/amd64)');
  expect(await find({ PATH: join(folder, 'bin') })).toEqual({ path: built, version: '2.2.0' });
});

test('K6_BIN comes before the PATH, and is not passed over when it is too old', async () => {
  plantK6('bin/k6', 'k6 v2.2.0 (go1.25)');
  const old = plantK6('old/k6-1', 'k6-1 v1.0.0 (go1.24)');
  await expect(find({ PATH: join(folder, 'bin'), K6_BIN: old })).rejects.toMatchObject({ code: 'K6_TOO_OLD' });
});

test('no k6 anywhere is K6_MISSING', async () => {
  await expect(find({ PATH: '/nowhere' })).rejects.toMatchObject({ code: 'K6_MISSING' });
});

test('a program that is called k6 and is none is no k6', async () => {
  plantK6('bin/k6', 'hello');
  await expect(find({ PATH: join(folder, 'bin') })).rejects.toMatchObject({ code: 'K6_MISSING' });
  await expect(find({ K6_BIN: join(folder, 'nothing-here') })).rejects.toMatchObject({ code: 'K6_MISSING' });
});

test('a relative folder of the PATH is not searched', async () => {
  plantK6('bin/k6', 'k6 v2.2.0 (go1.25)');
  await expect(find({ PATH: 'bin' })).rejects.toMatchObject({ code: 'K6_MISSING' });
});
