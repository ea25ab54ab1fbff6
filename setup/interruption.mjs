import { constants } from 'node:os';

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a part of the set-up that Ctrl-C ends: one sentence, and the exit code that shells expect of a process that a signal
 * ended. What is under way ends with us (guard.mjs), what is done stays.
 * @template T
 * @param {import('./progress.mjs').Progress} progress
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function interruptible(progress, action) {
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    progress.end();
    progress.note(`stopped by ${signal}; what is done stays, the next start goes on from there`);
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of signals) process.once(signal, stop);
  try {
    return await action();
  } finally {
    for (const signal of signals) process.off(signal, stop);
    progress.end();
  }
}
