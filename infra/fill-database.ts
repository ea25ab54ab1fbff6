import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from './free-port.ts';
import { guard, release } from './guardian.ts';
import { InfraError } from './infra-error.ts';

/**
 * Lets a service fill a database as it does when it starts: runs `command` with the variables until it prints its first line on
 * stdout, then ends it. Its stderr is ours. Throws InfraError SIDES_NOT_FILLED.
 */
export async function fillDatabase(
  command: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const [file = '', ...args] = command;
  const env = { ...environment, PORT: String(await freePort()) };
  const child = spawn(file === 'node' ? process.execPath : file, args, {
    env,
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { pid } = child;
  if (pid !== undefined) guard(pid, 'SIGTERM');
  const ended = once(child, 'close').catch((cause: unknown) => [cause]);
  const isReady = await Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)]);
  child.stdout.resume();
  child.kill('SIGTERM');
  const [how] = await ended;
  if (pid !== undefined) release(pid);
  if (isReady) return;
  throw new InfraError({
    code: 'SIDES_NOT_FILLED',
    message: `"${command.join(' ')}" ended before it had filled the database of the baseline: ${how instanceof Error ? how.message : `exit code ${how}`}`,
    advice: 'Start it by hand to see why.',
  });
}
