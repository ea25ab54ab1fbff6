import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.loadline', '.tsbuild']);

/** TypeScript and JavaScript files under `root`, as paths from it with `/`, sorted. Leaves out packages, builds and what runs left behind. */
export function sourceFiles(root: string): readonly string[] {
  const found: string[] = [];
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!NOT_OURS.has(entry.name)) visit(path);
      } else if (/\.[cm]?[jt]sx?$/.test(entry.name)) {
        found.push(path);
      }
    }
  };
  visit('');
  return found.sort();
}

/** Tests and what only tests use (contract suites, golden files): the walls are for the product. */
export function isTestCode(path: string): boolean {
  return (
    /(^|\/)(tests|testing|golden)\//.test(path) || /[.-](test|contract)\.ts$/.test(path) || path === 'vitest.config.ts'
  );
}
