/**
 * Ends what its parent started, however the parent went. The parent spawns it detached with a pipe as stdin and writes
 * lines: `watch <pid> [signal]` (default SIGTERM) and `forget <pid>`. When the pipe ends — closed, or the parent is
 * dead, even by SIGKILL — every watched process group gets its signal, after five seconds SIGKILL, and the guardian ends.
 */
import { createInterface } from 'node:readline';

const patienceMs = 5000;
/** @type {Map<number, NodeJS.Signals>} */
const watched = new Map();

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, text, signal = 'SIGTERM'] = line.trim().split(/\s+/);
  const pid = Number(text);
  if (!Number.isInteger(pid) || pid < 2) continue;
  if (verb === 'watch') watched.set(pid, /** @type {NodeJS.Signals} */ (signal));
  if (verb === 'forget') watched.delete(pid);
}

for (const [pid, signal] of watched) send(pid, signal);
const deadline = Date.now() + patienceMs;
while (Date.now() < deadline && [...watched.keys()].some((pid) => send(pid, 0))) {
  await new Promise((resolve) => setTimeout(resolve, 50));
}
for (const pid of watched.keys()) send(pid, 'SIGKILL');

/**
 * Signals the group that `pid` leads, else the process. False where neither lives.
 * @param {number} pid
 * @param {NodeJS.Signals | 0} signal
 */
function send(pid, signal) {
  for (const receiver of [-pid, pid]) {
    try {
      return process.kill(receiver, signal);
    } catch {
      // no such group, or no such process
    }
  }
  return false;
}
