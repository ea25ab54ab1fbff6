import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect } from 'vitest';
import { K6_BIN, testWithK6 } from '../../tests/collect/k6-under-test.ts';
import { processesWith } from '../../tests/collect/processes.ts';
import { startGuardian } from './guardian.ts';
import { runCommand } from './k6-command.ts';
import { runK6 } from './run-k6.ts';

const guardian = startGuardian();
afterAll(() => guardian.close());

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-run-k6-'));
  writeFileSync(join(folder, 'empty.json'), '{}');
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(script: string, signal: AbortSignal, onSamples = (_: Uint8Array) => {}) {
  const path = join(folder, 'script.js');
  writeFileSync(path, script);
  const files = { k6: K6_BIN, emptyConfig: join(folder, 'empty.json'), script: path };
  const command = runCommand(files, { systemTags: ['name', 'scenario'], refusedNetworks: ['128.0.0.0/1'] });
  const call = { command, cwd: folder, env: {}, guardian, signal };
  return runK6(call, { onStart: () => {}, onSamples, onLogLine: () => {} });
}

testWithK6('a k6 that is stuck in an iteration ends when its time is up', async () => {
  const script = `export const options = { vus: 1, duration: '10m' }; export default function () { while (true) {} }`;
  expect(await run(script, AbortSignal.timeout(1500))).toEqual({ exitCode: 105, signal: null });
  expect(processesWith(folder)).toEqual([]);
});

testWithK6('when its samples cannot be taken, k6 is ended and the error is thrown', async () => {
  const script = `export const options = { vus: 1, duration: '10m' }; export default function () {}`;
  const running = run(script, new AbortController().signal, () => {
    throw new RangeError('no sample');
  });
  await expect(running).rejects.toThrow('no sample');
  expect(processesWith(folder)).toEqual([]);
});
