import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { editDistance } from './nearest.ts';

/** `'GET /api/users/:id'` as a script writes it; what is put together while it runs cannot be known. */
const ROUTE = /(['"`])((?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/[^'"`$\n]*)\1/g;
const RELATIVE_IMPORT = /\bfrom\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/** So many letters apart, one is the other misspelt. */
const MISSPELT = 2;

/** The routes that a script, or a module that it imports by a relative path, names as text. What cannot be read names none. */
export async function scriptRoutes(script: string): Promise<readonly string[]> {
  const read = new Set<string>();
  const routes = new Set<string>();
  async function readModule(path: string): Promise<void> {
    if (read.has(path)) return;
    read.add(path);
    const source = await readFile(path, 'utf8').catch(() => '');
    for (const [, , route = ''] of source.matchAll(ROUTE)) routes.add(route);
    for (const [, module = ''] of source.matchAll(RELATIVE_IMPORT)) await readModule(resolve(dirname(path), module));
  }
  await readModule(script);
  return [...routes].sort();
}

/** The route of a script that is meant by one that it does not name; `undefined`: it names that one, or none that is nearly the same. */
export function misspeltRoute(route: string, named: readonly string[]): string | undefined {
  return named.includes(route) ? undefined : named.find((one) => editDistance(route, one) <= MISSPELT);
}
