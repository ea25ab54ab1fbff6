import { readFileSync } from 'node:fs';

/**
 * Called by `npm start` and the like: when npm itself is killed outright, it cannot tell us, and we would go on without
 * a terminal. The system then gives us, or the shell between npm and us, another parent: we end as if by SIGTERM.
 * Called otherwise, this does nothing.
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const atStart = ancestors();
  setInterval(() => {
    if (ancestors() !== atStart) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}

/** Our parent, and its parent where it is a shell. (Without /proc only the parent is known.) */
function ancestors() {
  const parent = process.ppid;
  try {
    const [, name = '', grandparent] = /\((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${parent}/stat`, 'utf8')) ?? [];
    return /^(sh|dash|ash|bash|zsh|busybox)$/.test(name) ? `${parent} ${grandparent}` : `${parent}`;
  } catch {
    return `${parent}`;
  }
}
