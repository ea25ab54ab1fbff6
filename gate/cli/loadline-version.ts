import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The version in the nearest package.json above this file: the same from the sources and from the packed `dist/`. */
export async function loadlineVersion(): Promise<string> {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null);
    const version = text === null ? undefined : (JSON.parse(text) as { version?: unknown }).version; // our own file
    if (typeof version === 'string') return version;
  }
  throw new TypeError('no package.json above gate/cli');
}
