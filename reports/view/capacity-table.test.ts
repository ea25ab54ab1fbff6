import { expect, test } from 'vitest';
import type { RunRecord } from '../../gate/core/model/run-record.ts';
import { sampleStress } from '../golden/sample-stress.ts';
import { capacityTable } from './capacity-table.ts';

/** The sample, with a last stage of four seconds: too short to settle. */
function withSettlingStage(): RunRecord {
  const record = sampleStress();
  const [first] = record.capacity?.stages ?? [];
  if (first === undefined) throw new TypeError('the sample has no stage');
  const problem = {
    severity: 'invalid',
    code: 'NO_SAMPLES',
    message: 'no samples',
    route: null,
    series: null,
  } as const;
  const stage = { ...first.stage, name: 'short', from: 110, until: 114 };
  const short = { ...first, stage, achievedRate: 0, outcome: 'undecided', problems: [problem] } as const;
  return { ...record, capacity: { highestRate: 100, stages: [first, short] } };
}

test('a stage that ended while it settled is not judged: it has neither a rate of 0 nor a target', () => {
  const [judged, short] = capacityTable(withSettlingStage(), (text) => text)?.stages ?? [];
  expect(judged).toMatchObject({ achieved: '99.8 /s', note: 'met', target: { verdict: 'met' } });
  expect(short).toMatchObject({
    achieved: '–',
    note: 'not judged: it ended while it settled',
    target: null,
    problems: [],
  });
});
