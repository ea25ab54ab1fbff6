import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a git command left. Nothing is thrown for its exit code: a rejected push is an answer, not an accident. */
export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitOptions {
  readonly cwd: string;
  readonly environment: Environment;
  readonly input?: string;
}

const PATIENCE_MS = 60_000;

/** No listing and no bundle comes near this. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Variables of a hook that runs us: they would point at another repository than `cwd`. */
const HOOK_VARIABLES =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|PREFIX)$/;

/** Runs git, never asking anybody for a password. Rejects where there is no git, or it does not end within a minute. */
export function git(args: readonly string[], { cwd, environment, input = '' }: GitOptions): Promise<GitAnswer> {
  const kept = Object.entries(environment).filter(([name]) => !HOOK_VARIABLES.test(name));
  const env = { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...args], { cwd, env, timeout: PATIENCE_MS, stdio: ['pipe', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) child.kill();
      else stdout.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      if (signal !== null) reject(new Error(`git ${args[0]} was ended by ${signal}`));
      else resolve({ exitCode: exitCode ?? 1, stdout: Buffer.concat(stdout), stderr: withoutSecrets(stderr) });
    });
    // git may end before it has read everything; what it says of that is in its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** What git said, without the user and password of an address in it. */
function withoutSecrets(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/(:\/\/)[^/@\s]+@/g, '$1');
}
