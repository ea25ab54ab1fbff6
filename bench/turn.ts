import { once } from 'node:events';

/**
 * Waits for the next turn where `isTakingTurns`, as suites do that are compared (docs/suites.md): whoever drives both sides lets one
 * of them run at a time. Stdin is left as it was found, unref'd.
 */
export async function nextTurn(isTakingTurns: boolean): Promise<void> {
  if (!isTakingTurns) return;
  const told = once(process.stdin.resume(), 'data');
  process.stdin.ref();
  console.log('{"turn":"waiting"}');
  await told;
  process.stdin.unref();
}
