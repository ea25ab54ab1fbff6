import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Does something in a folder that holds `script.js` and an empty `config.json`, and removes it. */
export async function inScriptFolder<Result>(
  script: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-observer-'));
  try {
    writeFileSync(join(folder, 'script.js'), script);
    writeFileSync(join(folder, 'config.json'), '{}');
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
