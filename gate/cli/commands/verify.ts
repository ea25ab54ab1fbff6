import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { styleText } from 'node:util';
import { GateError } from '../../core/model/gate-error.ts';
import { usage } from '../arguments.ts';
import { sha256Of } from '../bundle/bundle.ts';
import { checkBundle } from '../bundle/check-bundle.ts';
import type { Command } from '../command.ts';
import { loadlineVersion } from '../loadline-version.ts';

/** Checks a bundle without measuring anything: 0 verified, 1 something differs. */
export const verify: Command = {
  name: 'verify',
  summary: 'check a bundle: every byte, and every verdict computed again from what was measured',
  usage: 'BUNDLE',
  positionals: 1,
  options: {},

  async run(_options, [file], { cwd, stdout }) {
    if (file === undefined) throw usage('"loadline verify" takes the bundle to check.', verify);
    const archive = await readFile(resolve(cwd, file)).catch((cause: unknown) => {
      throw new GateError({
        code: 'INPUT_UNREADABLE',
        message: `${file} could not be read.`,
        advice: 'Check the path of the bundle.',
        cause,
      });
    });
    const { id, outcome, holds, unchecked, differences } = await checkBundle(archive, file, await loadlineVersion());
    const paint = (style: 'green' | 'yellow' | 'red' | 'dim', text: string) =>
      styleText(style, text, { stream: stdout });
    const isVerified = differences.length === 0;
    stdout.write(
      [
        ...holds.map((line) => `  ${paint('green', 'holds')}      ${line}`),
        ...unchecked.map((line) => `  ${paint('yellow', 'unchecked')}  ${line}`),
        ...differences.map((line) => `  ${paint('red', 'differs')}    ${line}`),
        '',
        isVerified ? `VERIFIED  ${id}: ${outcome}` : `DIFFERS  ${id}`,
        paint('dim', `sha256 ${sha256Of(archive)}`),
        '',
      ].join('\n'),
    );
    return isVerified ? 0 : 1;
  },
};
