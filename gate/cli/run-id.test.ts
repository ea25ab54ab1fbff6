import { expect, test } from 'vitest';
import { runId, slug } from './run-id.ts';

test('a run id sorts by time and names the benchmark', () => {
  expect(runId(new Date('2026-11-21T10:45:00.123Z'), 'load', '3f2a9c')).toBe('20261121T104500Z-load-3f2a9c');
});

test('a benchmark name of any characters becomes a plain file name', () => {
  expect(slug('../../etc/passwd')).toBe('etc-passwd');
  expect(slug('Größe & Last')).toBe('gr-e-last');
  expect(slug('???')).toBe('run');
});
