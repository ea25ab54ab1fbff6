import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { sampleStress } from '../../../reports/golden/sample-stress.ts';
import type { RunRecord } from '../../core/model/run-record.ts';
import { runSummary } from './run-summary.ts';

const summaryOf = (record: RunRecord) =>
  stripVTControlCharacters(runSummary(record, [['record', '/x']], new PassThrough() as unknown as NodeJS.WriteStream));

test('a stage that does not pass says which target keeps it from that, and why', () => {
  const lines = summaryOf(sampleStress()).split('\n');
  expect(
    lines.filter((line) => line.startsWith('  pass')).every((line) => /: achieved \S+ iterations\/s$/.test(line)),
  ).toBe(true);
  expect(lines.find((line) => line.startsWith('  fail'))).toMatch(
    /achieved \S+ iterations\/s; missed: latency\.p95.*: \S+/,
  );
  expect(lines).toContain('capacity  every target holds up to 800 iterations/s');
});

test('a stage that ended while it settled was not judged, and is not said to have achieved nothing', () => {
  const { capacity, ...rest } = sampleStress();
  const [first] = capacity?.stages ?? [];
  if (first === undefined) throw new Error('the sample has no stage');
  const short = { ...first, stage: { ...first.stage, until: first.stage.from + 5.7 }, achievedRate: 0 };
  const text = summaryOf({ ...rest, capacity: { highestRate: null, stages: [short] } });
  expect(text).toContain(`${first.stage.name}: not judged: it ended while it settled\n`);
  expect(text).not.toContain('achieved 0');
});

test('a problem that touches many series is told once', () => {
  const missed = ['rss', 'hit-rate'].map((series) => ({
    severity: 'warning' as const,
    code: 'COUNTERS_MISSED',
    message: 'the counters could not be read in 1 of 9 seconds',
    route: null,
    series,
  }));
  const text = summaryOf({ ...sampleStress(), problems: missed });
  expect(text.match(/could not be read/g)).toHaveLength(1);
});

test('a reason that twelve targets share is told once, three of them named', () => {
  const [target] = sampleStress().capacity?.stages[0]?.targets ?? [];
  if (target === undefined) throw new Error('the sample has no target');
  const reason = '2,311 iterations were due and not started';
  const targets = Array.from({ length: 12 }, () => ({ ...target, verdict: 'invalid' as const, reason }));
  const text = summaryOf({ ...sampleStress(), capacity: null, targets, outcome: 'undecided' });
  const told = text.split('\n').filter((line) => line.startsWith('  invalid') && line.includes(reason));
  expect(told).toEqual([expect.stringMatching(/^ {2}invalid {2}(latency\S+( of [^,]+)?(, )?){3} and 9 more: 2,311/)]);
});

test('an undecided run whose targets are all met says what went wrong', () => {
  const met = sampleStress().capacity?.stages[0]?.targets.find(({ verdict }) => verdict === 'met');
  if (met === undefined) throw new Error('the sample has no target that is met');
  const problem = { severity: 'invalid', code: 'COUNTER_MISSING', message: 'the subject has no counter hits' } as const;
  const record = { ...sampleStress(), capacity: null, targets: [met], outcome: 'undecided' } as const;
  const text = summaryOf({ ...record, problems: [{ ...problem, route: null, series: 'hit-rate' }] });
  expect(text).toContain('UNDECIDED   1 of 1 targets met, but the subject has no counter hits.');
});

test('what thirty routes suffer from is told of three, without naming each twice, and the others are counted', () => {
  const problems = Array.from({ length: 30 }, (_, place) => ({
    severity: 'invalid' as const,
    code: 'REQUESTS_FAILED',
    message: `60 % of the requests of GET /${place}x failed`,
    route: `GET /${place}x`,
    series: 'latency',
  }));
  expect(
    summaryOf({ ...sampleStress(), problems })
      .split('\n')
      .slice(0, 5),
  ).toEqual([
    '  invalid  60 % of the requests of GET /0x failed',
    '  invalid  60 % of the requests of GET /1x failed',
    '  invalid  60 % of the requests of GET /2x failed',
    '  invalid  27 other routes have the same problem',
    '',
  ]);
});
