import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 4096;
const TAIL_LINES = 8;

/** The last eight lines of a log at most, to be quoted in an error; empty where there is none. */
export function logTail(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
      readSync(file, buffer, 0, buffer.length, size - buffer.length);
      return lastLines(buffer.toString('utf8'));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}

/** Indented, so that a reader sees what is quoted. Frames of a stack, and headings that we wrote ourselves (`# …`), are left out. */
function lastLines(text: string): string {
  const lines = text.split('\n').filter((line) => !/^(\s*|\s+at .*|# .*|Node\.js v.*)$/.test(line));
  return lines
    .slice(-TAIL_LINES)
    .map((line) => `\n  ${line.slice(0, 400)}`)
    .join('');
}
