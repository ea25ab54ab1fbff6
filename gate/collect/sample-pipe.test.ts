import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSamplePipe } from './sample-pipe.ts';

/** What a Node program prints through the pipe. */
async function through(code: string): Promise<string> {
  const pipe = openSamplePipe();
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', pipe.writeEnd, 'inherit'] });
  pipe.closeWriteEnd();
  let text = '';
  await pipe.read((piece) => {
    text += Buffer.from(piece).toString('latin1');
  });
  expect(child.pid).toBeGreaterThan(0);
  return text;
}

test('everything arrives, in order, more than the pipe holds too', async () => {
  const text = await through(`for (let i = 0; i < 100000; i += 1) require('fs').writeSync(1, i + '\\n')`);
  expect(text.split('\n').slice(0, -1).map(Number)).toEqual(Array.from({ length: 100_000 }, (_, index) => index));
});

test('a child that writes nothing, or is killed in the middle, ends the pipe', async () => {
  expect(await through('')).toBe('');
  expect(await through(`require('fs').writeSync(1, 'half'); process.kill(process.pid, 'SIGKILL')`)).toBe('half');
});

test('what the reader of a piece throws ends the reading', async () => {
  const pipe = openSamplePipe();
  const child = spawn(process.execPath, ['-e', 'console.log(1)'], { stdio: ['ignore', pipe.writeEnd, 'inherit'] });
  pipe.closeWriteEnd();
  const reading = pipe.read(() => {
    throw new RangeError('no sample');
  });
  await expect(reading).rejects.toThrow('no sample');
  expect(child.pid).toBeGreaterThan(0);
});

test('nothing of it is left in the folder for temporary files, and a folder that is none is said to be', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-tmp-'));
  const { TMPDIR } = process.env;
  try {
    process.env.TMPDIR = folder;
    openSamplePipe().closeWriteEnd();
    expect(readdirSync(folder)).toEqual([]);
    process.env.TMPDIR = join(folder, 'gone');
    expect(() => openSamplePipe()).toThrow(expect.objectContaining({ code: 'PIPE_NOT_MADE' }));
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    rmSync(folder, { recursive: true });
  }
});
