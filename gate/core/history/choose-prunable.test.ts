import { expect, test } from 'vitest';
import { SAMPLES } from '../../../tests/store/sample-documents.ts';
import { choosePrunable, idsBeyond } from './choose-prunable.ts';

const ids = Array.from({ length: 100 }, (_, run) => `20261121T10${String(run).padStart(4, '0')}Z-load-aaaaaa`);
const entries = ids.map((id) => SAMPLES.entry(id));
const acceptance = (run: string) => ({
  benchmark: 'load',
  metric: 'latency.p95',
  route: null,
  reason: 'wanted',
  by: 'someone',
  at: '2026-11-21T12:00:00.000Z',
  run,
  until: null,
});

test('what a baseline or the ledger needs stays, and is told apart', () => {
  const first = ids[0] ?? '';
  const { removed, baselines, accepted } = choosePrunable(ids.slice(0, 40), entries, [acceptance(first)]);
  expect(removed).toEqual(ids.slice(1, 20));
  expect(baselines).toEqual(ids.slice(20, 40));
  expect(accepted).toEqual([first]);
});

test('an excluded run is nobody’s baseline; each machine class has its own', () => {
  const excluded = entries.map((entry) => ({ ...entry, exclusion: 'a run of topic, not of main' }));
  expect(choosePrunable(ids, excluded, []).removed).toEqual(ids);
  const [first, ...others] = entries;
  const elsewhere = first && { ...first, environment: { ...first.environment, machineClass: 'another' } };
  expect(choosePrunable(ids.slice(0, 1), [...(elsewhere ? [elsewhere] : []), ...others], []).baselines).toHaveLength(1);
});

test('all but the newest, or all from before a time', () => {
  expect(idsBeyond(ids, { kind: 'keep', count: 98 })).toEqual(ids.slice(0, 2));
  expect(idsBeyond(ids, { kind: 'keep', count: 500 })).toEqual([]);
  expect(idsBeyond(ids, { kind: 'before', time: '2026-11-21T10:00:03.000Z' })).toEqual(ids.slice(0, 3));
});
