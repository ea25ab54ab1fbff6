import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Version of a package as a program in `folder` would import it; `unknown` where it is not installed there. */
export function installedVersion(name: string, folder: string): string {
  const places = createRequire(join(folder, 'index.js')).resolve.paths(name) ?? [];
  for (const place of places) {
    try {
      const { version }: { version?: unknown } = JSON.parse(readFileSync(join(place, name, 'package.json'), 'utf8'));
      return String(version);
    } catch {
      // not in this place
    }
  }
  return 'unknown';
}
