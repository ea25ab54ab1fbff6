import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Version of a package as a program in `folder` would import it; `unknown` where it is not installed there. */
export function installedVersion(name: string, folder: string): string {
  try {
    const path = findPackageJSON(name, pathToFileURL(join(folder, 'index.js')));
    if (path === undefined) return 'unknown';
    const { version }: { version?: unknown } = JSON.parse(readFileSync(path, 'utf8'));
    return String(version);
  } catch {
    return 'unknown';
  }
}
