import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf, type PeerTool, peerFolder, prepareTool } from './peer-tool.ts';

/** The p-value that Otava's documentation and its command line default to. */
export const OTAVA_DEFAULT_P = 0.001;

/** The Python of a virtual environment that holds Otava. Needs Python 3.10 or newer and its package index the first time. */
export function installOtava(): PeerTool {
  return prepareTool(() => {
    const folder = peerFolder('otava');
    const python = join(folder, 'bin', 'python');
    if (!existsSync(python)) outputOf('python3', ['-m', 'venv', folder]);
    const pinned = join(import.meta.dirname, 'otava', 'requirements.txt');
    const installed = join(folder, 'requirements.txt');
    if (!existsSync(installed) || readFileSync(installed, 'utf8') !== readFileSync(pinned, 'utf8')) {
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
      outputOf(python, [...pip, '--requirement', pinned]);
      copyFileSync(pinned, installed);
    }
    return python;
  });
}

/** Change points that Otava finds in each series: `AnalysisOptions` as they come (a window of 50, no least magnitude), but for the p-value. */
export function askOtava(
  python: string,
  series: readonly (readonly number[])[],
  maxPvalue: number,
): readonly (readonly number[])[] {
  const input = JSON.stringify({ maxPvalue, series });
  return JSON.parse(outputOf(python, [join(import.meta.dirname, 'otava', 'detect.py')], { input }));
}
