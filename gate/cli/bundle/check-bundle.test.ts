import { expect, test, vi } from 'vitest';
import { sampleRegression, sampleUnchanged } from '../../../reports/golden/sample-comparison.ts';
import { sampleLoad } from '../../../reports/golden/sample-load.ts';
import { sampleStress } from '../../../reports/golden/sample-stress.ts';
import { concludeCapacity, judgeCapacity } from '../../core/decide/capacity.ts';
import { judgeAgainstHistory } from '../../core/decide/judge-against-history.ts';
import { judgeRun } from '../../core/decide/judge-run.ts';
import { concludeWithHistory } from '../../core/history/conclude-with-history.ts';
import { historyEntryOf } from '../../core/history/entry-of-run.ts';
import type { ComparisonRecord } from '../../core/model/comparison-record.ts';
import type { AgainstHistoryQuestion, HistoryEntry } from '../../core/model/history.ts';
import type { RunRecord } from '../../core/model/run-record.ts';
import { renderReport } from '../render-report.ts';
import { makeBundle } from './bundle.ts';
import { checkBundle } from './check-bundle.ts';

// Charts are drawn twice in most of these.
vi.setConfig({ testTimeout: 120_000 });

const VERSION = '0.1.0';
const REGRESSION = sampleRegression();
const load = sampleLoad();
const { results, outcome } = judgeRun(
  load.targets.map(({ target }) => target),
  load.measurement,
  load.evidence,
  load.problems,
);
const record: RunRecord = { ...load, targets: results, outcome };
const stress = sampleStress();
const capacity = judgeCapacity(
  stress.capacity?.stages[0]?.targets.map(({ target }) => target) ?? [],
  stress.measurement,
  stress.evidence,
  stress.problems,
);
const staged: RunRecord = { ...stress, capacity, outcome: concludeCapacity(capacity) };

/** A bundle with right hashes, whatever its parts say. */
const check = async (of: RunRecord | ComparisonRecord, report?: string, version = VERSION) =>
  checkBundle(makeBundle(of, report ?? (await renderReport(of)), VERSION), 'b.zip', version);

test.each([
  ['a run', record],
  ['a staged run', staged],
  ['a regression', REGRESSION],
  ['a comparison without a difference', sampleUnchanged()],
])('the bundle of %s is verified', async (_, of) => {
  const checked = await check(of);
  expect(checked.differences).toEqual([]);
  expect(checked.holds).toHaveLength(4);
  expect(checked.unchecked).toEqual([]);
});

/** The run held against forty like it, with noise of a few percent. */
function heldRecord(change: (question: AgainstHistoryQuestion) => AgainstHistoryQuestion = (same) => same): RunRecord {
  const candidate = historyEntryOf(record, { branch: 'main', missingRoutes: [] });
  const history = Array.from({ length: 40 }, (_, run) => ({
    ...candidate,
    id: `${candidate.id}-${run}`,
    exclusion: null,
    metrics: candidate.metrics.map((one) => ({ ...one, value: one.value * (1 + 0.01 * ((run * 7) % 5)) })),
  }));
  const question: AgainstHistoryQuestion = {
    ...{ history, candidate, confirmation: null, acceptances: [], margin: 0.05, margins: {}, spreads: {} },
    primary: [{ metric: 'latency.p50', route: null }],
    now: '2026-11-21T12:00:00.000Z',
  };
  const { judgement } = judgeAgainstHistory(question);
  const held = { ...judgement, isDecisive: true, question: change(question) };
  return { ...record, history: held, outcome: concludeWithHistory(record, outcome, held) };
}

test('what history said to a run that it decides is computed again from the record', async () => {
  const checked = await check(heldRecord());
  expect([checked.differences, checked.unchecked]).toEqual([[], []]);
});

test('a history that was changed afterwards, or a value that the run did not measure, is named', async () => {
  const scaled = (entry: HistoryEntry, factor: number): HistoryEntry => ({
    ...entry,
    metrics: entry.metrics.map((one) => ({ ...one, value: one.value * factor })),
  });
  const otherHistory = heldRecord((asked) => ({ ...asked, history: asked.history.map((one) => scaled(one, 0.5)) }));
  expect((await check(otherHistory)).differences).toEqual([expect.stringMatching(/record.json: (outcome|history)/)]);
  const otherRun = heldRecord((asked) => ({
    ...asked,
    history: asked.history.map((one) => scaled(one, 2)),
    candidate: scaled(asked.candidate, 2),
  }));
  expect((await check(otherRun)).differences).toEqual([expect.stringMatching(/record.json: history/)]);
});

test('a verdict that was changed, hashes and all, is named with what the data say', async () => {
  const [first, ...rest] = record.targets;
  if (first === undefined) throw new TypeError('the sample has no target');
  const verdict = first.verdict === 'met' ? 'missed' : 'met';
  const { differences } = await check({ ...record, targets: [{ ...first, verdict }, ...rest], outcome: 'undecided' });
  expect(differences).toEqual([
    expect.stringMatching(
      new RegExp(
        `record.json: targets › ${first.target.metric}.* › verdict: recorded "${verdict}", computed again "${first.verdict}"`,
      ),
    ),
  ]);
});

test('a regression that was turned into a pass is named', async () => {
  const metrics = REGRESSION.metrics.map((metric) => ({
    ...metric,
    comparison: { ...metric.comparison, verdict: 'unchanged' as const },
  }));
  const { differences } = await check({ ...REGRESSION, metrics, outcome: 'pass' });
  expect(differences).toEqual([
    expect.stringMatching(/record.json: metrics › .* › verdict: recorded "unchanged", computed again "regression"/),
  ]);
});

test('an outcome that does not follow from the verdicts is named', async () => {
  const { differences } = await check({ ...record, outcome: outcome === 'fail' ? 'undecided' : 'fail' });
  expect(differences).toEqual([expect.stringMatching(/outcome: recorded/)]);
});

test('a measurement that was changed gives other numbers', async () => {
  const series = record.measurement.series.map((one) =>
    one.kind === 'distribution' ? { ...one, blocks: one.blocks.slice(0, -3) } : one,
  );
  const { differences } = await check({ ...record, measurement: { ...record.measurement, series } });
  expect(differences).toEqual([expect.stringMatching(/computed again/)]);
});

test('a report that is not that of the record is named; one of another version is not drawn again', async () => {
  expect((await check(record, '<p>all is well</p>')).differences).toEqual([
    'report.html is not the report that record.json gives.',
  ]);
  const later = await check(record, '<p>all is well</p>', '0.2.0');
  expect(later.differences).toEqual([]);
  expect(later.unchecked).toEqual(['the report was drawn by loadline 0.1.0, this is 0.2.0: it was not drawn again.']);
});
