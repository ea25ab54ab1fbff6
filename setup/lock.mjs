import { mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `action` while no other process holds the lock. The lock of a dead process is taken over.
 * @template T
 * @param {string} file
 * @param {(pid: number) => void} onWait called once when a living process holds the lock
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function withLock(file, onWait, action) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = identity(process.pid) ?? '';
  for (let hasTold = false; !take(mine, file); await sleep(100)) {
    const owner = ownerOf(file);
    if (owner === null) continue;
    const pid = Number.parseInt(owner, 10);
    if (identity(pid) !== owner) discard(file, owner);
    else if (!hasTold) {
      onWait(pid);
      hasTold = true;
    }
  }
  try {
    return await action();
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * The lock is a symbolic link whose target names its owner: it comes into being whole, or is there already.
 * @param {string} owner
 * @param {string} file
 */
function take(owner, file) {
  try {
    symlinkSync(owner, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Moves a dead owner's lock out of the way. Another process may have done so, and taken the lock, since we looked: then
 * it is put back.
 * @param {string} file
 * @param {string} owner
 */
function discard(file, owner) {
  const stale = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, stale);
  } catch {
    return;
  }
  const moved = ownerOf(stale);
  if (moved !== null && moved !== owner) take(moved, file);
  rmSync(stale, { force: true });
}

/**
 * Who holds the lock, as it wrote of itself.
 * @param {string} file
 * @returns {string | null}
 */
function ownerOf(file) {
  try {
    return readlinkSync(file);
  } catch {
    return null;
  }
}

/**
 * The pid alone would not do: it may belong to another process by now, above all in a container.
 * @param {number} pid
 * @returns {string | null} `null` where no such process runs
 */
function identity(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return null;
  }
  try {
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' ? null : `${pid} since ${fields[18]}`;
  } catch {
    return `${pid}`; // no /proc here
  }
}
