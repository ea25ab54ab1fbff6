import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBoundedLog } from './bounded-log.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('lines are written in order; closing twice does no harm', async () => {
  const path = join(folder, 'a.log');
  const log = openBoundedLog(path);
  log.line('one');
  log.line('two');
  expect(await log.close()).toBeNull();
  expect(await log.close()).toBeNull();
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
});

test('a log is cut at a million characters, and says how much is missing', async () => {
  const path = join(folder, 'a.log');
  const log = openBoundedLog(path);
  for (let line = 0; line < 20_000; line += 1) log.line('x'.repeat(99));
  expect(await log.close()).toBeNull();
  const text = readFileSync(path, 'utf8');
  expect(text.length).toBeLessThan(1024 * 1024 + 100);
  expect(text).toMatch(/# 9515 more lines are left out\n$/);
});

test('a log that cannot be written says why when it is closed, and throws nothing before', async () => {
  const log = openBoundedLog(join(folder, 'missing', 'a.log'));
  log.line('one');
  expect(await log.close()).toMatchObject({ code: 'ENOENT' });
  const full = openBoundedLog('/dev/full');
  full.line('one');
  expect(await full.close()).toMatchObject({ code: 'ENOSPC' });
});
