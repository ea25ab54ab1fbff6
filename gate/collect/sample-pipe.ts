import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GateError } from '../core/model/gate-error.ts';

/** What a pipe of Linux holds. */
const PIPE_BYTES = 65_536;
/** While there is much to read, and otherwise. */
const BUSY_MS = 1;
const IDLE_MS = 10;

/** A pipe from a child to us. */
export interface SamplePipe {
  /** To be given to the child as its stdout. */
  readonly writeEnd: number;
  /** Closes our copy of the write end, once the child has its own: the pipe ends when the child does. */
  closeWriteEnd(): void;
  /** Hands on what the child writes, up to its end. A piece is lent: it changes after the call. Rejects with what `onPiece` throws. */
  read(onPiece: (piece: Uint8Array) => void): Promise<void>;
}

/**
 * Opens a pipe that is read by the clock. What Node gives a child by `stdio: 'pipe'` is a pair of sockets, and wakes us for
 * every 4 kB that k6 writes; a pipe that is emptied when it is fairly full costs k6 and us a good part less CPU (bench/observer).
 * Node opens no pipes, so a named one is made, opened at both ends and removed at once: nobody waits for anybody, and nothing is
 * left. Throws GateError PIPE_NOT_MADE.
 */
export function openSamplePipe(): SamplePipe {
  const { readEnd, writeEnd } = makePipe();
  return { writeEnd, closeWriteEnd: () => closeSync(writeEnd), read: (onPiece) => readByTheClock(readEnd, onPiece) };
}

function makePipe(): { readonly readEnd: number; readonly writeEnd: number } {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'loadline-pipe-'));
    try {
      const path = join(folder, 'samples');
      execFileSync('mkfifo', ['-m', '600', path], { stdio: 'pipe' });
      const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      return { readEnd, writeEnd: openSync(path, constants.O_WRONLY) };
    } finally {
      rmSync(folder, { recursive: true });
    }
  } catch (cause) {
    throw new GateError({
      code: 'PIPE_NOT_MADE',
      message: `no pipe could be made in ${tmpdir()}: ${cause instanceof Error ? cause.message : String(cause)}.`,
      advice: 'Free some space there, or point TMPDIR at a folder of yours.',
      cause,
    });
  }
}

/** Plain timers: each turn of a loop of promises costs a good part of what reading does. */
function readByTheClock(readEnd: number, onPiece: (piece: Uint8Array) => void): Promise<void> {
  const buffer = Buffer.allocUnsafe(PIPE_BYTES);
  return new Promise<void>((resolve, reject) => {
    const turn = () => {
      try {
        const length = readNow(readEnd, buffer);
        if (length === 0) return resolve();
        if (length !== null) onPiece(buffer.subarray(0, length));
        setTimeout(turn, (length ?? 0) * 2 > PIPE_BYTES ? BUSY_MS : IDLE_MS);
      } catch (error) {
        reject(error);
      }
    };
    turn();
  }).finally(() => closeSync(readEnd));
}

/** Bytes read; 0 at the end, `null` where there is nothing yet. */
function readNow(readEnd: number, buffer: Buffer): number | null {
  try {
    return readSync(readEnd, buffer);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return null;
    throw error;
  }
}
