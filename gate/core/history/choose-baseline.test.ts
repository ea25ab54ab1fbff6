import { expect, test } from 'vitest';
import { SAMPLES } from '../../../tests/store/sample-documents.ts';
import type { Acceptance, HistoryEntry } from '../model/history.ts';
import { type BaselineQuestion, chooseBaseline } from './choose-baseline.ts';

const NOW = '2026-11-22T00:00:00.000Z';
const git = (commit: string) => ({ commit, branch: 'main', isClean: true });
const idAt = (minute: number) => `20261121T10${String(minute).padStart(2, '0')}00Z-load-aaaaaa`;

/** The run of a minute, of a commit. */
function entry(minute: number, commit: string, change: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    ...SAMPLES.entry(idAt(minute)),
    startedAt: `2026-11-21T10:${String(minute).padStart(2, '0')}:00.000Z`,
    git: git(commit),
    ...change,
  };
}

const history = [entry(1, 'a'), entry(2, 'b'), entry(3, 'c')];
const candidate = entry(9, 'd');
function choose(change: Partial<BaselineQuestion> = {}) {
  const question = {
    entries: history,
    candidate,
    branch: 'main',
    ancestors: ['d', 'c', 'b', 'a'],
    acceptances: [],
    now: NOW,
  };
  const { entries, ...rest } = chooseBaseline({ ...question, ...change });
  return { ...rest, commits: entries.map((one) => one.git?.commit) };
}

test('on the default branch all whole runs before are the baseline, and the nearest is named', () => {
  expect(choose()).toEqual({
    commits: ['a', 'b', 'c'],
    words: 'nearest ancestor on main: c, 1 commit back',
    notes: [],
    missingRoutes: [],
  });
});

test('on a topic branch runs of later commits than its merge base are left out, and counted', () => {
  const { commits, words } = choose({ ancestors: ['x', 'd', 'b', 'a'] });
  expect(commits).toEqual(['a', 'b']);
  expect(words).toBe(
    'nearest ancestor on main: b, 2 commits back, without 1 run of commits that this one is not built on',
  );
});

test('where ancestors are not known, or none has a run, all runs are taken, and that is said', () => {
  const shallow = choose({ ancestors: null });
  expect(shallow).toMatchObject({ commits: ['a', 'b', 'c'], words: '' });
  expect(shallow.notes).toEqual([expect.stringContaining('shallow')]);
  const unrelated = choose({ ancestors: ['d'] });
  expect(unrelated.commits).toEqual(['a', 'b', 'c']);
  expect(unrelated.notes).toEqual([expect.stringContaining('none of them')]);
});

test('excluded runs, runs of another plan and the candidate itself are no baseline', () => {
  const entries = [
    ...history,
    entry(4, 'c', { exclusion: 'a run of topic, not of main' }),
    entry(5, 'c', { plan: '10/s for 5 s after 0 s, seed 1' }),
    candidate,
  ];
  const { commits, notes } = choose({ entries });
  expect(commits).toEqual(['a', 'b', 'c']);
  expect(notes).toEqual([expect.stringMatching(/^1 run of another plan than .* was left out$/)]);
});

test('a run from the future is left out and named', () => {
  const { commits, notes } = choose({
    entries: [...history, entry(4, 'c', { startedAt: '2026-12-24T00:00:00.000Z' })],
  });
  expect(commits).toEqual(['a', 'b', 'c']);
  expect(notes).toEqual([expect.stringMatching(/^1 run of .* yet to come was left out: /)]);
});

test('a clock that went back is named', () => {
  expect(choose({ candidate: entry(2, 'd', { id: idAt(30) }) }).notes).toEqual([
    expect.stringContaining('a clock went back'),
  ]);
});

test('an empty history is no baseline, not an error', () => {
  expect(choose({ entries: [] })).toEqual({
    commits: [],
    words: '',
    notes: [],
    missingRoutes: [],
  });
});

const withRoutes = (minute: number, ...routes: string[]): HistoryEntry =>
  entry(minute, 'a', {
    metrics: routes.map((route) => ({ metric: 'latency.p50', route, unit: 'ms', better: 'lower', value: 1 })),
  });

test('a route that every run of the baseline has and the candidate has not is missing; one that only some have is not', () => {
  const entries = [withRoutes(1, 'GET /a', 'GET /b', 'GET /rare'), withRoutes(2, 'GET /a', 'GET /b')];
  expect(choose({ entries, candidate: withRoutes(9, 'GET /a', 'GET /new') }).missingRoutes).toEqual(['GET /b']);
});

const accepted = (change: Partial<Acceptance> = {}): Acceptance => ({
  benchmark: 'load',
  metric: 'coverage',
  route: null,
  reason: 'GET /b is gone',
  by: 'someone',
  at: NOW,
  run: idAt(2),
  until: null,
  ...change,
});

test('accepted coverage begins the history anew from its run; expired or of another benchmark it does not', () => {
  expect(choose({ acceptances: [accepted()] }).commits).toEqual(['b', 'c']);
  expect(choose({ acceptances: [accepted({ until: '2026-11-21' })] }).commits).toEqual(['a', 'b', 'c']);
  expect(choose({ acceptances: [accepted({ benchmark: 'spike' })] }).commits).toEqual(['a', 'b', 'c']);
});
