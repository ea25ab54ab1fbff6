import { fstatSync } from 'node:fs';

/**
 * Resolves once somebody wants this process to end: SIGTERM, SIGINT, or the end of stdin where a parent holds the other
 * end of a pipe (it has died, then). A terminal, a file and /dev/null are not such a stdin.
 */
export function stopRequest(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    if (!isPipe()) return;
    process.stdin.once('end', resolve).once('error', resolve).resume();
    process.stdin.unref();
  });
}

function isPipe(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isSocket();
  } catch {
    return false; // closed
  }
}
