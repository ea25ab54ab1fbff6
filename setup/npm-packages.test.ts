import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { installPackages, isInstalled, pathWithout } from './npm-packages.mjs';

const folder = mkdtempSync(join(tmpdir(), 'loadline-test-packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lock = {
  '': { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/other-system': { version: '1.0.0', integrity: 'sha512-o', optional: true },
};

/** A project whose lock file asks for `wanted` and where npm says that it installed `found`. */
function project(name: string, wanted: object, found: object | null): string {
  const root = join(folder, name);
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  if (found) writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: found }));
  return root;
}

test('what npm installed is as the lock file asks, optional packages of other systems aside', () => {
  expect(isInstalled(project('same', lock, lock))).toBe(true);
  expect(isInstalled(project('optional', lock, { 'node_modules/a': lock['node_modules/a'] }))).toBe(true);
});

test('a first start, an interrupted installation and a changed lock file are not installed', () => {
  expect(isInstalled(project('none', lock, null))).toBe(false);
  expect(isInstalled(project('missing', lock, {}))).toBe(false);
  const newer = { ...lock, 'node_modules/a': { version: '1.0.1', integrity: 'sha512-b' } };
  expect(isInstalled(project('newer', newer, lock))).toBe(false);
  const forged = { ...lock, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } };
  expect(isInstalled(project('forged', forged, lock))).toBe(false);
  const more = { ...lock, 'node_modules/b': { version: '1.0.0' } };
  expect(isInstalled(project('more', more, lock))).toBe(false);
});

test('a lock file that npm does not accept is one error, with what npm says', async () => {
  const root = project('wrong', lock, null);
  writeFileSync(join(root, 'package.json'), '{ "name": "wrong" }');
  rmSync(join(root, 'package-lock.json'));
  await expect(installPackages(root, join(root, 'npm.log'))).rejects.toMatchObject({
    code: 'SETUP_PACKAGES',
    message: expect.stringContaining('can only install with an existing package-lock.json'),
  });
});

test("this checkout's lock file lists the optional packages of every system, else npm ci refuses it elsewhere", () => {
  const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
  const optional = Object.entries<{ optionalDependencies?: Record<string, string> }>(packages)
    .flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => ({ path, name })),
    )
    .filter(({ path }) => path !== '');
  expect(optional.length).toBeGreaterThan(20);
  const absent = optional.filter(
    ({ path, name }) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`],
  );
  expect(absent).toEqual([]);
});

test("the checkout's own programs can be taken off the PATH", () => {
  expect(pathWithout('/w/node_modules/.bin', '/w/node_modules/.bin:/usr/bin:/w/node_modules/.bin')).toBe('/usr/bin');
});
