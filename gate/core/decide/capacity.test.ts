import { expect, test } from 'vitest';
import type { Stage } from '../model/run-record.ts';
import type { Series } from '../model/series.ts';
import type { Target } from '../model/target.ts';
import { seededRandom } from '../stats/random.ts';
import { concludeCapacity, judgeCapacity, judgedSeconds } from './capacity.ts';
import { CLEAN_EVIDENCE, exponential, latencyBlock, made } from './tests/made-run.ts';

/** Stages of 40 s; a rate of −1 is a ramp to the next. */
function stagesOf(rates: readonly number[]): readonly Stage[] {
  return rates.map((rate, position) => {
    const ramp = rate === -1;
    return {
      name: ramp ? 'ramp' : `${rate}/s`,
      from: position * 40,
      until: (position + 1) * 40,
      fromRate: ramp ? (rates[position - 1] ?? 0) : rate,
      toRate: ramp ? (rates[position + 1] ?? 0) : rate,
    };
  });
}

/** Latency is exponential of 10 ms up to 300/s and of 200 ms above; beyond 400/s iterations are dropped. */
function stressRun(rates: readonly number[]) {
  const stages = stagesOf(rates);
  const random = seededRandom(3);
  const blocks = stages.flatMap((stage) =>
    Array.from({ length: 40 }, (_, second) => ({ at: stage.from + second, rate: stage.toRate })),
  );
  const done = (rate: number) => Math.min(rate, 400);
  const perSecond = (name: string, count: (rate: number) => number): Series => ({
    kind: 'ratio',
    name,
    route: null,
    unit: '1/s',
    better: 'higher',
    blocks: blocks.map(({ at, rate }) => ({ at, numerator: count(rate), denominator: 1 })),
  });
  const latency: Series = {
    kind: 'distribution',
    name: 'latency',
    route: null,
    unit: 'ms',
    better: 'lower',
    blocks: blocks.map(({ at, rate }) => latencyBlock(at, done(rate), exponential(random, rate > 300 ? 200 : 10))),
  };
  const series = [latency, perSecond('iterations', done), perSecond('dropped-iterations', (rate) => rate - done(rate))];
  return made(series, { stages, durationSeconds: rates.length * 40 });
}

const TARGETS: readonly Target[] = [
  { metric: 'latency.p95', below: 100, source: 'test' },
  { metric: 'throughput', above: 250, source: 'test' },
];
const judge = (rates: readonly number[]) => judgeCapacity(TARGETS, stressRun(rates), CLEAN_EVIDENCE, []);

test('the capacity is the highest rate up to which every stage passed', () => {
  const { highestRate, stages } = judge([100, 200, 300, 400, 500]);
  expect(highestRate).toBe(300);
  expect(stages.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass', 'fail', 'undecided']);
});

test('a stage that dropped iterations is invalid, and says so', () => {
  const last = judge([100, 500]).stages[1];
  expect(last?.problems.map(({ code }) => code)).toEqual(['ITERATIONS_DROPPED']);
  expect(last?.achievedRate).toBe(400);
});

test('a stage whose iterations were not counted, or not to its end, does not pass', () => {
  const run = stressRun([100]);
  const uncounted = { ...run, series: run.series.filter(({ name }) => name !== 'iterations') };
  expect(judgeCapacity(TARGETS, uncounted, CLEAN_EVIDENCE, []).stages).toMatchObject([
    { outcome: 'undecided', problems: [{ code: 'RATE_NOT_ACHIEVED' }] },
  ]);
  const cutShort = { ...run, stages: stagesOf([100]).map((stage) => ({ ...stage, until: 60 })) };
  expect(judgeCapacity(TARGETS, cutShort, CLEAN_EVIDENCE, []).highestRate).toBeNull();
});

test('failures that spoil the latency of the run as a whole are laid at the door of the stages that had them', () => {
  const spoilt = { severity: 'invalid', code: 'REQUESTS_FAILED', message: '', route: null, series: 'latency' } as const;
  expect(judgeCapacity(TARGETS, stressRun([100, 500]), CLEAN_EVIDENCE, [spoilt]).highestRate).toBe(100);
  const ofRate = [{ ...spoilt, series: 'throughput' }];
  expect(judgeCapacity(TARGETS, stressRun([100]), CLEAN_EVIDENCE, ofRate).stages[0]?.problems).toEqual([]);
  const ofAll = { ...spoilt, series: null };
  expect(judgeCapacity(TARGETS, stressRun([100, 500]), CLEAN_EVIDENCE, [ofAll]).highestRate).toBeNull();
});

test('ramps are not judged, and neither are targets for the rate itself', () => {
  const { stages } = judge([100, -1, 200]);
  expect(stages.map(({ stage }) => stage.name)).toEqual(['100/s', '200/s']);
  expect(stages[0]?.targets.map(({ target }) => target.metric)).toEqual(['latency.p95']);
});

test('a lower rate that failed ends the capacity, even if a higher one passed', () => {
  const run = stressRun([100, 200]);
  const slowFirst = {
    ...run,
    series: run.series.map((one) =>
      one.kind === 'distribution'
        ? {
            ...one,
            blocks: one.blocks.map((block) =>
              block.at < 40 ? latencyBlock(block.at, 100, exponential(seededRandom(block.at), 200)) : block,
            ),
          }
        : one,
    ),
  };
  expect(judgeCapacity(TARGETS, slowFirst, CLEAN_EVIDENCE, []).highestRate).toBeNull();
});

test('a service that does not recover from a spike fails, and does not hold even the rate before it', () => {
  const run = stressRun([100, 400, 100]);
  const slowAfter = {
    ...run,
    series: run.series.map((one) =>
      one.kind === 'distribution'
        ? {
            ...one,
            blocks: one.blocks.map((block) =>
              block.at >= 80 ? latencyBlock(block.at, 100, exponential(seededRandom(block.at), 200)) : block,
            ),
          }
        : one,
    ),
  };
  const recovered = judgeCapacity(TARGETS, run, CLEAN_EVIDENCE, []);
  expect([recovered.highestRate, concludeCapacity(recovered)]).toEqual([100, 'pass']);
  const stuck = judgeCapacity(TARGETS, slowAfter, CLEAN_EVIDENCE, []);
  expect([stuck.highestRate, concludeCapacity(stuck)]).toEqual([null, 'fail']);
});

test('no stages are no pass', () => {
  expect(concludeCapacity({ highestRate: null, stages: [] })).toBe('undecided');
});

test('without stages, or without targets, there is no capacity', () => {
  expect(judge([])).toEqual({ highestRate: null, stages: [] });
  expect(judgeCapacity([], stressRun([100]), CLEAN_EVIDENCE, []).highestRate).toBeNull();
});

test('the seconds in which a stage settles are left out', () => {
  const run = stressRun([100]);
  const series = run.series.map((one) =>
    one.kind === 'distribution'
      ? { ...one, blocks: one.blocks.map((block) => (block.at < 5 ? latencyBlock(block.at, 100, () => 5000) : block)) }
      : one,
  );
  expect(judgeCapacity(TARGETS, { ...run, series }, CLEAN_EVIDENCE, []).highestRate).toBe(100);
});

test('of a stage only whole blocks after warm-up and settling are judged', () => {
  const times = { blockSeconds: 1, warmUpSeconds: 0 };
  expect(judgedSeconds({ from: 10, until: 40 }, times)).toBe(25);
  expect(judgedSeconds({ from: 10, until: 40 }, { ...times, warmUpSeconds: 30 })).toBe(10);
  expect(judgedSeconds({ from: 10, until: 15 }, times)).toBe(0);
  expect(judgedSeconds({ from: 10, until: 12 }, times)).toBe(0);
  // One whole second, and no block of four.
  expect(judgedSeconds({ from: 10, until: 16 }, times)).toBe(1);
  expect(judgedSeconds({ from: 10, until: 16 }, { ...times, blockSeconds: 4 })).toBe(0);
});
