import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createFileStore } from '../../gate/store/file-store.ts';
import { PARSERS } from './sample-documents.ts';

const SAVE = fileURLToPath(new URL('save-entries.ts', import.meta.url));

test('twelve processes that write at once lose nothing, and of one id the first alone is kept', {
  timeout: 60_000,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'loadline-writers-'));
  try {
    const ids = Array.from({ length: 120 }, (_, index) => `20261121T10${String(index).padStart(4, '0')}Z-load-cccccc`);
    const shared = '20261121T090000Z-load-cccccc';
    const written = await Promise.all(
      Array.from({ length: 12 }, (_, writer) => {
        const own = ids.slice(writer * 10, writer * 10 + 10);
        return promisify(execFile)(process.execPath, [SAVE, 'file', directory, ...own, shared]).then(
          () => true,
          (error: unknown) => !String(error).includes('RECORD_EXISTS') && error,
        );
      }),
    );
    expect(written.filter((outcome) => outcome === true)).toHaveLength(1);
    expect(written.filter((outcome) => outcome !== true && outcome !== false)).toEqual([]);
    const { entries, skipped } = await createFileStore({ directory, parsers: PARSERS }).history.entries({});
    expect(entries.map(({ id }) => id)).toEqual([shared, ...ids]);
    expect(skipped).toEqual([]);
    expect((await readdir(join(directory, 'history'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
