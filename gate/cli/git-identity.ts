import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GateError } from '../core/model/gate-error.ts';
import type { Environment } from './command.ts';

/** `Ada Lovelace <ada@example.org>`, as git knows whoever works here. Throws GateError NAMELESS. */
export async function gitIdentity(folder: string, { all }: Environment): Promise<string> {
  const { PATH, HOME, XDG_CONFIG_HOME } = all;
  const ask = (name: string): Promise<string> =>
    promisify(execFile)('git', ['config', '--get', name], {
      cwd: folder,
      env: { PATH, HOME, XDG_CONFIG_HOME, LC_ALL: 'C' },
      timeout: 20_000,
    }).then(
      ({ stdout }) => stdout.trim(),
      () => '',
    );
  const name = all.GIT_AUTHOR_NAME || (await ask('user.name'));
  const email = all.GIT_AUTHOR_EMAIL || (await ask('user.email'));
  if (name === '' || email === '') {
    throw new GateError({
      code: 'NAMELESS',
      message: 'git does not know who you are, and what is accepted is accepted by somebody.',
      advice: 'Set it: git config user.name "…" and git config user.email "…".',
    });
  }
  return `${name} <${email}>`;
}
