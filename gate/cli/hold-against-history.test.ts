import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sampleLoad } from '../../reports/golden/sample-load.ts';
import { historyEntryOf } from '../core/history/entry-of-run.ts';
import type { CommandContext } from './command.ts';
import { holdAgainstHistory } from './hold-against-history.ts';
import { openStore } from './open-store.ts';
import { workspaceIn } from './workspace.ts';

const folder = mkdtempSync(join(tmpdir(), 'loadline-held-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const context: CommandContext = {
  cwd: folder,
  environment: { isCi: false, isCheckOnly: false, sharedStore: undefined, all: {} },
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  commandLine: [],
  signal: new AbortController().signal,
};

test('a run whose subject is set otherwise than that of its baseline says so, and how', async () => {
  const record = sampleLoad({ seconds: 30, routes: 1 });
  const set = (settings: string) => ({ ...record, subject: { ...record.subject, facts: { settings } } });
  const store = openStore(workspaceIn(folder), null, context);
  const branch = record.manifest.git?.branch ?? '';
  for (let run = 1; run <= 3; run += 1) {
    const id = `20260101T10000${run}Z-load-aaaaaa`;
    const earlier = { ...set(run < 3 ? 'old' : 'new'), id };
    await store.history.save({ ...historyEntryOf(earlier, { branch, missingRoutes: [] }), exclusion: null });
  }
  const held = await holdAgainstHistory(
    {
      record: set('new'),
      store,
      loaded: null,
      folder,
      acceptances: [],
      isDecisive: false,
      measureAgain: null,
      onStep: () => {},
    },
    context,
  );
  expect(held.entry.facts).toEqual({ settings: 'new' });
  expect(held.record.history?.baseline).toContain('settings is "new", and was "old" in 2 of the 3 earlier runs');
});
