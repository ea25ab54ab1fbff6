/**
 * Called by `npm start` and the like: when npm itself is killed outright, it cannot tell us, and we would go on without
 * a terminal. The system then gives us another parent: we end as if by SIGTERM. Called otherwise, this does nothing.
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}
