import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareRunFolder } from './run-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the log of the tool is begun, for its owner alone, and k6 gets a configuration that says nothing', () => {
  const { toolLog, emptyK6Config } = prepareRunFolder(join(folder, '.loadline'), 'run-1');
  expect(JSON.parse(readFileSync(emptyK6Config, 'utf8'))).toEqual({});
  expect(statSync(toolLog).mode & 0o777).toBe(0o600);
});

test('git adds nothing of the folder, unless somebody wrote otherwise into it', () => {
  const ignore = join(folder, '.loadline', '.gitignore');
  prepareRunFolder(join(folder, '.loadline'), 'run-1');
  expect(readFileSync(ignore, 'utf8')).toBe('*\n');
  writeFileSync(ignore, 'cache/\n');
  prepareRunFolder(join(folder, '.loadline'), 'run-2');
  expect(readFileSync(ignore, 'utf8')).toBe('cache/\n');
});

test('a folder that is a file is said to be none', () => {
  writeFileSync(join(folder, '.loadline'), '');
  expect(() => prepareRunFolder(join(folder, '.loadline'), 'run-1')).toThrow(
    expect.objectContaining({ code: 'LOGS_NOT_WRITABLE' }),
  );
});

test('a disk that is full is found before anything is started', ({ skip }) => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder], { stdio: 'pipe' });
  } catch (cause) {
    skip(`a small disk cannot be mounted here: ${cause}`);
  }
  try {
    expect(() => writeFileSync(join(folder, 'filler'), Buffer.alloc(64 * 1024))).toThrow('ENOSPC');
    expect(() => prepareRunFolder(folder, 'run-1')).toThrow(
      expect.objectContaining({ code: 'LOGS_NOT_WRITABLE', message: expect.stringContaining('the disk is full') }),
    );
  } finally {
    execFileSync('umount', [folder]);
  }
});
