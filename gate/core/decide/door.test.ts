import { expect, test } from 'vitest';
import { judgeDocument } from './door.ts';

const blocks = (count: number, requests: number, over: number) =>
  Array.from({ length: count }, () => ({ requests, over }));
const target = (change: object = {}) => ({
  design: 'target',
  quantile: 0.95,
  limit: 85,
  blocks: blocks(60, 100, 1),
  ...change,
});
const verdict = (document: unknown) => {
  const answer = judgeDocument(document);
  if (answer.kind === 'error') throw new Error(answer.message);
  return answer.verdict;
};
const fault = (document: unknown) => {
  const answer = judgeDocument(document);
  return answer.kind === 'error' ? answer.message : `judged ${answer.verdict.verdict}`;
};

test('a target document is answered with every field, and its id when it has one', () => {
  const answer = verdict(target({ id: 'a-7' }));
  expect(Object.keys(answer)).toEqual([
    'id',
    'verdict',
    'reason',
    'estimate',
    'interval',
    'level',
    'mde',
    'n',
    'looks',
    'warnings',
  ]);
  expect(answer).toMatchObject({
    id: 'a-7',
    verdict: 'met',
    estimate: 0.01,
    level: 0.95,
    n: 6000,
    looks: 1,
    warnings: [],
  });
  expect('id' in verdict(target())).toBe(false);
});

test('met, missed, inconclusive and invalid are told apart', () => {
  expect(verdict(target({ blocks: blocks(60, 100, 8) })).verdict).toBe('missed');
  expect(verdict(target({ blocks: blocks(60, 100, 5) })).verdict).toBe('inconclusive');
  expect(verdict(target({ blocks: blocks(20, 2, 0) })).verdict).toBe('inconclusive');
  expect(verdict(target({ blocks: [] }))).toMatchObject({
    verdict: 'invalid',
    estimate: null,
    interval: null,
    mde: null,
    n: 0,
  });
  expect(verdict(target({ blocks: blocks(60, 0, 0) })).verdict).toBe('invalid');
  expect(verdict(target({ blocks: blocks(19, 1000, 0) })).verdict).toBe('invalid');
});

test('a run that may be looked at three times stops as soon as it is certain, at the stricter level', () => {
  const looks = [20, 40, 80];
  expect(verdict(target({ looks, blocks: blocks(80, 100, 0) }))).toMatchObject({
    verdict: 'met',
    looks: 1,
    level: 0.978,
    n: 2000,
  });
  expect(verdict(target({ looks, blocks: blocks(80, 100, 5) }))).toMatchObject({
    verdict: 'inconclusive',
    looks: 3,
    n: 8000,
  });
  expect(verdict(target({ looks, blocks: blocks(25, 100, 5) }))).toMatchObject({
    verdict: 'inconclusive',
    looks: 2,
    n: 2500,
  });
});

test('the same document gives the same bytes', () => {
  expect(JSON.stringify(judgeDocument(target()))).toBe(JSON.stringify(judgeDocument(target())));
});

test.each([
  ['null', null, 'an object is expected'],
  ['a list', [], 'an object is expected'],
  ['no design', {}, 'design: is missing'],
  ['an unknown design', { design: 'guess' }, 'design: is unknown'],
  ['no quantile', target({ quantile: undefined }), 'quantile: is missing'],
  ['a quantile in percent', target({ quantile: 95 }), 'quantile: 95 lies outside 0 to 1'],
  ['a quantile of 1', target({ quantile: 1 }), 'quantile: lies between 0 and 1'],
  ['a quantile that allows everything', target({ quantile: 1e-300 }), 'quantile: lies between 0 and 1'],
  ['more requests than can be counted', target({ blocks: [{ requests: 1e308, over: 0 }] }), 'requests: 1e+308 lies'],
  ['a limit that is text', target({ limit: '85' }), 'limit: a finite number is expected'],
  ['no blocks', target({ blocks: undefined }), 'blocks: is missing'],
  ['blocks that are no list', target({ blocks: {} }), 'blocks: a list is expected'],
  ['a block that is a number', target({ blocks: [1] }), 'blocks[0]: an object is expected'],
  ['negative requests', target({ blocks: [{ requests: -1, over: 0 }] }), 'blocks[0].requests: -1 lies outside'],
  ['more over than requests', target({ blocks: [{ requests: 1, over: 2 }] }), 'blocks[0]: 2 requests over'],
  [
    'numbers that are none',
    target({ blocks: [{ requests: Number.NaN, over: 2 }] }),
    'blocks[0].requests: a finite number',
  ],
  ['looks that fall', target({ looks: [40, 20] }), 'looks: rising whole numbers'],
  ['four looks', target({ looks: [20, 30, 40, 50] }), 'looks: at most 3'],
])('%s is an error that names the place', (_, document, message) => {
  expect(fault(document)).toContain(message);
});

test('an error carries the id of its document', () => {
  expect(judgeDocument({ id: 4, design: 'guess' })).toMatchObject({ kind: 'error', id: 4 });
});

const paired = (change: object = {}) => ({
  design: 'paired',
  better: 'lower',
  margin: 0.05,
  launches: [1.1, 1.11, 1.12].map((factor) => ({
    pairs: [
      [10, 10 * factor],
      [11, 11 * factor],
    ],
  })),
  ...change,
});

test('a paired document is answered with relative changes, positive for worse', () => {
  expect(verdict(paired({ id: 1 }))).toMatchObject({
    id: 1,
    verdict: 'regression',
    level: 0.9,
    n: 6,
    looks: 1,
    warnings: [],
  });
  expect(verdict(paired()).estimate).toBeCloseTo(0.11, 3);
  expect(verdict(paired({ better: 'higher' })).verdict).toBe('improvement');
  expect(verdict(paired({ looks: [2, 3] })).level).toBeGreaterThan(0.9);
  expect(verdict(paired({ launches: [] }))).toMatchObject({ verdict: 'invalid', estimate: null });
});

test.each([
  ['no direction', paired({ better: undefined }), 'better: is missing'],
  ['an unknown direction', paired({ better: 'up' }), 'better: is unknown'],
  ['no margin', paired({ margin: undefined }), 'margin: is missing'],
  ['a margin in percent', paired({ margin: 5 }), 'margin: 5 lies outside 0 to 1'],
  ['a margin of nothing', paired({ margin: 0 }), 'margin: lies between 0 and 1'],
  ['launches without pairs', paired({ launches: [{}] }), 'launches[0].pairs: is missing'],
  ['a pair of three', paired({ launches: [{ pairs: [[1, 2, 3]] }] }), 'launches[0].pairs[0]: two numbers'],
  ['a negative value', paired({ launches: [{ pairs: [[1, -2]] }] }), 'launches[0].pairs[0][1]: -2 lies outside'],
])('%s is an error that names the place', (_, document, message) => {
  expect(fault(document)).toContain(message);
});

const history = (change: object = {}) => ({
  design: 'history',
  better: 'lower',
  margin: 0.05,
  history: Array.from({ length: 30 }, (_, run) => 100 + (run % 5)),
  candidate: 120,
  confirmation: 121,
  ...change,
});

test('a history document is answered in the same fields', () => {
  expect(verdict(history({ id: 'h' }))).toMatchObject({
    id: 'h',
    verdict: 'regression',
    level: 0.9,
    n: 30,
    looks: 2,
    warnings: [],
  });
  expect(verdict(history({ confirmation: undefined })).verdict).toBe('inconclusive');
  expect(verdict(history({ confirmation: null })).verdict).toBe('inconclusive');
  expect(verdict(history({ history: [] })).verdict).toBe('inconclusive');
  expect(Object.keys(verdict(history()))).toEqual(Object.keys(verdict(paired())));
});

test.each([
  ['no history', history({ history: undefined }), 'history: is missing'],
  ['a run that is no number', history({ history: ['1'] }), 'history[0]: a finite number'],
  ['no candidate', history({ candidate: undefined }), 'candidate: is missing'],
])('%s is an error that names the place', (_, document, message) => {
  expect(fault(document)).toContain(message);
});
