import { join } from 'node:path';
import { expect, test } from 'vitest';
import { misspeltRoute, scriptRoutes } from './script-routes.ts';

const SCENARIOS = join(import.meta.dirname, '..', '..', 'scenarios');

test('the routes that a scenario names are found in the modules that it imports', async () => {
  const routes = await scriptRoutes(join(SCENARIOS, 'users.ts'));
  expect(routes).toContain('GET /api/users/:id');
  expect(await scriptRoutes(join(SCENARIOS, 'nowhere.ts'))).toEqual([]);
});

test('a route one or two letters away from a named one is misspelt; a right one, or one that is put together as the script runs, is not', async () => {
  const named = ['GET /api/users', 'GET /api/users/:id', 'GET /api/rules/high'];
  expect(misspeltRoute('GET /api/user/:id', named)).toBe('GET /api/users/:id');
  expect(misspeltRoute('GET /api/users/:id', named)).toBeUndefined();
  expect(misspeltRoute('GET /api/rules/low', named)).toBeUndefined();
  expect(misspeltRoute('GET /api/users', [])).toBeUndefined();
});
