import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SuiteConfig } from '../core/model/config.ts';
import { collectSuite } from './collect-suite.ts';
import { installedVersion } from './installed-version.ts';
import type { Progress } from './load-plan.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-suite-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function collect(tool: SuiteConfig['tool'], code: string, onProgress: (progress: Progress) => void = () => {}) {
  return collectSuite(
    {
      id: 'suite-run',
      cwd: folder,
      loadlineDirectory: join(folder, '.loadline'),
      command: ['loadline', 'run', '--suite', 'micro'],
      loadlineVersion: '0.0.0',
      environment: {},
      benchmark: { kind: 'micro', name: 'micro' },
      suite: { tool, command: ['node', '-e', code] },
    },
    { signal: new AbortController().signal, onProgress },
  );
}

test('what a tinybench suite prints becomes series, a batch a block', async () => {
  const document = {
    tool: 'tinybench',
    suite: 'cache',
    task: 'peek',
    batches: [{ samplesMs: [1, 2] }, { samplesMs: [3] }],
  };
  const collected = await collect('tinybench', `console.log(${JSON.stringify(JSON.stringify(document))})`);
  expect(collected.measurement.series).toMatchObject([
    { name: 'latency', route: 'cache: peek', blocks: [{ count: 2 }, { count: 1 }] },
  ]);
  expect(collected).toMatchObject({
    manifest: { tool: { name: 'tinybench', exitCode: 0 }, script: null, git: null },
    subject: { name: 'micro', url: null },
    problems: [],
  });
});

test('what a suite says to people while it measures is told as it comes, and cannot command a terminal', async () => {
  const heard: Progress[] = [];
  const document = JSON.stringify({ tool: 'tinybench', suite: 'a', task: 'b', batches: [{ samplesMs: [1] }] });
  const code = `console.error('round 1\\u001b[2J of 2'); console.log(${JSON.stringify(document)})`;
  await collect('tinybench', code, (progress) => heard.push(progress));
  expect(heard).toEqual([
    { phase: 'preparing' },
    { phase: 'measuring', said: 'round 1 [2J of 2', elapsedSeconds: expect.any(Number) },
  ]);
});

test('the output of another tool is refused', async () => {
  await expect(collect('autocannon', `console.log('{"tool":"tinybench"}')`)).rejects.toMatchObject({
    code: 'SUITE_OUTPUT_UNREADABLE',
  });
});

test('the version of a tool is that which a suite in the folder would import', () => {
  expect(installedVersion('tinybench', import.meta.dirname)).toMatch(/^\d+\.\d+\.\d+/);
  expect(installedVersion('no-such-tool', import.meta.dirname)).toBe('unknown');
});
