import { expect, test } from 'vitest';
import { createK6CsvIngest } from '../ingest/k6-csv.ts';
import { CpuReadings } from './cpu-readings.ts';
import { loadProblems } from './load-problems.ts';
import type { MeasuredLoad } from './measure-load.ts';

const fine: MeasuredLoad = {
  startedAtMs: 0,
  endedAtMs: 1000,
  ending: { exitCode: 0, signal: null },
  ingest: createK6CsvIngest().end(),
  counters: { series: [], problems: [] },
  cpu: new CpuReadings(),
  facts: {},
  changedFacts: [],
  missedCounterReads: [0],
  scriptErrors: [],
  logFailure: null,
  subjectDied: null,
  hasTimedOut: false,
};
const problemsOf = (changes: Partial<MeasuredLoad>) =>
  loadProblems({ ...fine, ...changes }).map(({ code, severity }) => `${code} ${severity}`);

test('a run in which nothing went wrong has no problem', () => {
  expect(problemsOf({})).toEqual([]);
});

test('what spoils a measurement is invalid, what only lacks in a log is a warning', () => {
  expect(problemsOf({ subjectDied: 'exit code 1' })).toEqual(['SUBJECT_DIED invalid']);
  expect(problemsOf({ changedFacts: ['redis was "7" and is "gone"'] })).toEqual(['SUBJECT_CHANGED invalid']);
  expect(problemsOf({ hasTimedOut: true })).toEqual(['K6_TIMED_OUT invalid']);
  expect(problemsOf({ logFailure: new Error('ENOSPC') })).toEqual(['LOG_INCOMPLETE warning']);
});

test('what a subject said last stands apart from how it ended, as a quotation', () => {
  const problems = loadProblems({ ...fine, subjectDied: 'exit code 1.\n  listening\n  Error: no coffee' });
  expect(problems.map(({ severity, message }) => [severity, message])).toEqual([
    ['invalid', 'the subject ended under load: exit code 1'],
    ['warning', 'the last words of the subject: “listening”, “Error: no coffee”'],
  ]);
});

test('requests that were refused an address are counted over all routes; other failures are not them', () => {
  const evidence = { ...fine.ingest.evidence, failures: { a: { 1110: 2, 503: 9 }, b: { 1110: 3 }, c: { 1212: 1 } } };
  const [problem] = loadProblems({ ...fine, ingest: { ...fine.ingest, evidence } });
  expect(problem).toMatchObject({ code: 'HOST_REFUSED', severity: 'invalid', message: expect.stringMatching(/^5 /) });
});

test('requests that the script lets nobody judge are said to be judged by their status', () => {
  expect(problemsOf({ ingest: { ...fine.ingest, unjudgedRequests: 3 } })).toEqual(['REQUESTS_UNJUDGED warning']);
});
