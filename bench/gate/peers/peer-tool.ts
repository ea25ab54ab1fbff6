import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** A peer that runs itself, or why it cannot on this machine. */
export type PeerTool =
  | { readonly kind: 'ready'; readonly path: string }
  | { readonly kind: 'missing'; readonly why: string };

/** Where peers are built and installed: in the cache of the checkout, never beside the source. */
export function peerFolder(name: string): string {
  const folder = join(import.meta.dirname, '../../../.loadline/cache/peers', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

interface Call {
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Standard output of a command that succeeds; throws with the last line of what it complained of. */
export function outputOf(command: string, args: readonly string[], { input = '', cwd, env }: Call = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
  return stdout;
}

/** The tool, once `prepare` has made it; what kept it from it, otherwise. */
export function prepareTool(prepare: () => string): PeerTool {
  try {
    return { kind: 'ready', path: prepare() };
  } catch (error) {
    return { kind: 'missing', why: error instanceof Error ? error.message : String(error) };
  }
}
