import { expect, test } from 'vitest';
import type { Acceptance, AgainstHistoryQuestion, HistoryEntry, HistoryValue } from '../model/history.ts';
import { seededRandom } from '../stats/random.ts';
import { judgeAgainstHistory } from './judge-against-history.ts';
import { madeEntry } from './tests/made-entry.ts';

const P50 = { metric: 'latency.p50', route: null };

/** Runs around a level, with noise of about 1 %. */
function entries(
  count: number,
  level = 10,
  change: (run: number) => Partial<HistoryEntry> = () => ({}),
): HistoryEntry[] {
  const random = seededRandom(level);
  return Array.from({ length: count }, (_, run) =>
    madeEntry(run, level * (1 + 0.01 * (random() + random() + random() - 1.5)), change(run)),
  );
}
const judge = (value: number, again: number | null = null, change: Partial<AgainstHistoryQuestion> = {}) =>
  judgeAgainstHistory({
    history: entries(40),
    candidate: madeEntry(90, value),
    confirmation: again === null ? null : madeEntry(91, again),
    acceptances: [],
    primary: [P50],
    margin: 0.05,
    margins: {},
    spreads: {},
    now: '2026-11-21T12:00:00.000Z',
    ...change,
  });
const first = ({ judgement }: ReturnType<typeof judge>) => judgement.metrics[0]?.comparison;

test('an alarm asks for a second run, which makes it a regression or lets it go', () => {
  expect(judge(11.5)).toMatchObject({ needsConfirmation: true, judgement: { outcome: 'undecided' } });
  expect(judge(11.5, 11.6)).toMatchObject({ needsConfirmation: false, judgement: { outcome: 'fail' } });
  expect(judge(11.5, 11.6).judgement.metrics[0]).toMatchObject({ value: 11.5, confirmation: 11.6, role: 'primary' });
  expect(judge(11.5, 10)).toMatchObject({ needsConfirmation: false, judgement: { outcome: 'undecided' } });
  expect(judge(10)).toMatchObject({ needsConfirmation: false, judgement: { outcome: 'pass' } });
  expect(first(judge(8.5, 8.4))?.verdict).toBe('improvement');
});

test('without a history, or with a short one, nothing is decided and the way out is named', () => {
  const none = judge(10, null, { history: [] });
  expect(none.judgement).toMatchObject({ outcome: 'undecided', baseline: 'no earlier run' });
  expect(first(none)?.reason).toContain('first run');
  expect(first(none)?.reason).toContain('base revision');
  const short = judge(20, 20, { history: entries(9) });
  expect(first(short)).toMatchObject({ verdict: 'inconclusive', n: 9 });
  expect(first(short)?.reason).toContain('base revision');
});

test('a primary metric that this run has not measured is never a pass', () => {
  const { judgement } = judge(10, null, { primary: [P50, { metric: 'latency.p95', route: null }] });
  expect(judgement.outcome).toBe('undecided');
  expect(judgement.baseline).toContain('this run has nothing valid of latency.p95');
  expect(judge(10, null, { primary: [] }).judgement.outcome).toBe('undecided');
});

test('a slow machine is divided out, and one slower than it ever is queues again', () => {
  const calibrated = entries(40).map((entry, run) => {
    const slower = 1 + 0.02 * ((run % 5) - 2);
    const metrics = entry.metrics.map((metric) => ({ ...metric, value: metric.value * slower }));
    return { ...entry, metrics, calibratorMs: 5 * slower };
  });
  const on = (value: number, calibratorMs: number) =>
    judge(value, null, { history: calibrated, candidate: madeEntry(90, value, { calibratorMs }) });
  expect(first(on(10.4, 5.2))?.verdict).toBe('unchanged');
  expect(on(10.4, 5.2).judgement.calibrator).toBe('in its band');
  const odd = on(14, 7);
  expect(odd.judgement).toMatchObject({ calibrator: 'beyond its band', outcome: 'undecided' });
  expect(first(odd)?.reason).toContain('queue again');
  expect(odd.needsConfirmation).toBe(false);
  expect(judge(10).judgement.calibrator).toBe('not measured');
});

test('an accepted change begins the baseline, an expired acceptance does not', () => {
  const history = [
    ...entries(30),
    ...entries(15, 12).map((entry, run) => ({ ...entry, id: madeEntry(30 + run, 1).id })),
  ];
  const accepted = (until: string | null): readonly Acceptance[] => [
    {
      ...P50,
      benchmark: 'load',
      reason: 'worth it',
      by: 'us',
      at: '2026-11-10T00:00:00.000Z',
      run: madeEntry(30, 1).id,
      until,
    },
  ];
  expect(first(judge(12, 12, { history }))?.verdict).toBe('regression');
  expect(first(judge(12, null, { history, acceptances: accepted(null) }))).toMatchObject({
    verdict: 'unchanged',
    n: 15,
  });
  expect(first(judge(12, 12, { history, acceptances: accepted('2026-11-20') }))?.verdict).toBe('regression');
  expect(first(judge(12, null, { history, acceptances: accepted('2026-11-21') }))?.verdict).toBe('unchanged');
});

test('many metrics together alarm no more often than one', () => {
  const many = (value: number, count: number): readonly HistoryValue[] =>
    Array.from({ length: count }, (_, position) => ({
      metric: `m${position}`,
      route: null,
      unit: 'x',
      better: 'lower',
      value,
    }));
  const wide = entries(40).map((entry, run) => ({
    ...entry,
    metrics: many(100 + (run % 2 === 0 ? 2 : -2) + (run % 7) / 10, 30),
  }));
  const candidate = (count: number) => ({ ...madeEntry(90, 1), metrics: many(108, count) });
  const alarms = (count: number) =>
    judge(1, null, {
      history: wide,
      candidate: { ...candidate(count), metrics: [...many(108, 1), ...many(100, count).slice(1)] },
      primary: many(1, count),
    }).needsConfirmation;
  expect(alarms(1)).toBe(true);
  expect(alarms(30)).toBe(false);
});

test('failed requests are judged by differences: none before, and more than one in a thousand now, twice', () => {
  const rate = (value: number): HistoryValue => ({
    metric: 'error-rate',
    route: null,
    unit: 'share',
    better: 'lower',
    value,
  });
  const history = entries(20).map((entry) => ({ ...entry, metrics: [rate(0)] }));
  const on = (value: number, again: number | null) =>
    judge(1, null, {
      history,
      candidate: { ...madeEntry(90, 1), metrics: [rate(value)] },
      confirmation: again === null ? null : { ...madeEntry(91, 1), metrics: [rate(again)] },
      primary: [],
    });
  expect(on(0, null).judgement.outcome).toBe('pass');
  expect(on(0.0005, null).judgement.outcome).toBe('pass');
  expect(on(0.005, null).needsConfirmation).toBe(true);
  expect(on(0.005, 0.006).judgement.outcome).toBe('fail');
  expect(on(0.005, 0).judgement.outcome).toBe('undecided');
});

test('a run that nobody may compare with is no part of the baseline', () => {
  const history = entries(40, 10, (run) => (run < 35 ? { exclusion: 'the work tree had changes' } : {}));
  expect(first(judge(10, null, { history }))).toMatchObject({ verdict: 'inconclusive', n: 5 });
});
