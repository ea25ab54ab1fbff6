import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A script in bin/ of the package, whether this file runs as TypeScript or as built JavaScript. */
export function binScript(name: string): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const script = join(folder, 'bin', name);
    if (existsSync(script)) return script;
  }
  throw new TypeError(`bin/${name} is not in a folder above ${import.meta.dirname}`);
}
