/**
 * Preloaded (`node --import`) into the process that a launcher of ours starts, with a pipe from the launcher as file
 * descriptor 3. When the launcher is gone, even by SIGKILL, the pipe ends: then this process gets SIGTERM, and ends as
 * it always ends, cleaning up behind itself. It keeps nothing alive. Threads and forks of the process inherit the
 * preload, not the pipe: there it does nothing.
 */
import { Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.env.LOADLINE_LAUNCHER === String(process.ppid)) {
  const leash = new Socket({ fd: 3, readable: true, writable: false });
  leash.on('error', () => {});
  leash.on('close', () => process.kill(process.pid, 'SIGTERM'));
  leash.resume();
  leash.unref();
}
