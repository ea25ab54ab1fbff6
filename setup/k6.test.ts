import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startMarkedModule } from '../tests/marked-processes.ts';
import { findK6, pinnedK6 } from './k6.mjs';

const folder = mkdtempSync(join(tmpdir(), 'loadline-test-k6-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that answers `k6 version` like that version. */
function fakeK6(file: string, version: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho "k6 ${version} (go1.26.8, linux/amd64)"\necho "Extensions: k6 v9.9.9"\n`);
  chmodSync(file, 0o755);
  return file;
}

const ours = fakeK6(join(folder, 'ours', 'k6'), 'v2.7.1');
const old = fakeK6(join(folder, 'old', 'k6'), 'v1.4.0');
const cache = join(folder, 'cache');
const cached = fakeK6(join(cache, 'k6', 'k6'), `v${pinnedK6}`);
const emptyCache = join(folder, 'empty');

async function find(env: Record<string, string>, where = cache) {
  const refused: string[] = [];
  const found = await findK6({ cache: where, env: { PATH: '', ...env }, refuse: (reason) => refused.push(reason) });
  return { found, refused };
}

test('K6_BIN comes first, then the PATH, then the cache', async () => {
  const path = dirname(ours);
  expect((await find({ K6_BIN: ours, PATH: dirname(old) })).found).toEqual({
    file: ours,
    version: '2.7.1',
    source: 'K6_BIN',
  });
  expect((await find({ PATH: path })).found).toEqual({ file: ours, version: '2.7.1', source: 'PATH' });
  expect((await find({})).found).toEqual({ file: cached, version: pinnedK6, source: 'cache' });
  expect((await find({}, emptyCache)).found).toBeNull();
});

test('k6 1.x on the PATH is passed over with one line, and the next place is looked at', async () => {
  const { found, refused } = await find({ PATH: dirname(old) });
  expect(refused).toEqual([`${old} is k6 1.4.0: passed over, k6 2.x is needed`]);
  expect(found?.source).toBe('cache');
});

test('a program named k6 that is something else is passed over', async () => {
  const odd = join(folder, 'odd', 'k6');
  fakeK6(odd, 'v2.0.0');
  writeFileSync(odd, '#!/bin/sh\necho "K6 keyboard tool v2.0.0"\n');
  const { found, refused } = await find({ PATH: dirname(odd) });
  expect(refused).toEqual([`${odd} is not a k6 that runs: passed over, k6 2.x is needed`]);
  expect(found?.source).toBe('cache');
});

test('a wrong version in K6_BIN is an error, not a reason to take another', async () => {
  await expect(find({ K6_BIN: old })).rejects.toMatchObject({
    code: 'K6_VERSION',
    message: expect.stringContaining('k6 1.4.0'),
  });
  await expect(find({ K6_BIN: join(folder, 'none') })).rejects.toMatchObject({ code: 'K6_VERSION' });
});

test('a cache from another version of this project is not used', async () => {
  const stale = join(folder, 'stale');
  fakeK6(join(stale, 'k6', 'k6'), 'v2.0.0');
  expect((await find({}, stale)).found).toBeNull();
});

test('without Go and without the network, the error names what was tried', async () => {
  const run = startMarkedModule(
    `
    import { makeK6 } from ${JSON.stringify(new URL('k6.mjs', import.meta.url).href)};
    globalThis.fetch = async () => { throw new Error('the network is down'); };
    await makeK6({ cache: ${JSON.stringify(emptyCache)}, logFolder: ${JSON.stringify(folder)}, say: () => {} }).catch(
      (error) => console.log([error.code, error.message, 'end'].join(' ')),
    );
  `,
    { PATH: '/nonexistent' },
  );
  await run.says('end');
  expect(run.output()).toContain('K6_MISSING');
  expect(run.output()).toContain('no Go 1.25 or newer');
  expect(run.output()).toContain('the network is down');
});
