import { accessSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'vitest';

/** Root of the project. */
export const PROJECT = join(import.meta.dirname, '..', '..');

const found = [
  process.env.K6_BIN ?? '',
  ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'k6')),
  join(PROJECT, '.loadline', 'cache', 'k6', 'k6'),
].find(isThere);

/** The k6 that tests run: `K6_BIN`, else on `PATH`, else the one that set-up built. */
export const K6_BIN = found ?? 'k6';

/** A test that needs k6: skipped loudly where there is none, failed in CI. */
export const testWithK6: typeof test.skip = found === undefined ? withoutK6() : test;

function withoutK6(): typeof test.skip {
  if (process.env.CI === 'true') throw new Error('these tests need k6, and CI must have it: npm test builds one');
  process.stderr.write('\nSKIPPED for want of k6: npm test builds one.\n');
  return test.skip;
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return path !== '';
  } catch {
    return false;
  }
}
