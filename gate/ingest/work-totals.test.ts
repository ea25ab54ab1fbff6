import { expect, test } from 'vitest';
import { readWorkTotals } from './work-totals.ts';

const totals = {
  requests: 10,
  phases: [{ name: 'db', ms: 1.5 }],
  statements: [{ text: 'select 1', calls: 10, ms: 0.2 }],
  commands: [{ name: 'get', calls: 3 }],
  gaps: ['There is no pg_stat_statements.'],
};

test('totals are read, and what is not asked for is passed over', () => {
  expect(readWorkTotals(JSON.stringify({ ...totals, version: '1.2' }))).toEqual(totals);
});

test('a subject need not speak of gaps', () => {
  const { gaps: _, ...rest } = totals;
  expect(readWorkTotals(JSON.stringify(rest)).gaps).toEqual([]);
});

test.each([
  ['', 'the answer is no JSON'],
  ['<html>', 'the answer is no JSON'],
  ['null', 'the answer: '],
  [JSON.stringify({ ...totals, requests: -1 }), 'requests: '],
  [JSON.stringify({ ...totals, requests: '10' }), 'requests: '],
  [JSON.stringify({ ...totals, phases: [{ name: 'db' }] }), 'phases.0.ms: '],
  [JSON.stringify({ ...totals, commands: [{ name: '', calls: 1 }] }), 'commands.0.name: '],
  [JSON.stringify({ ...totals, statements: Array(2000).fill(totals.statements[0]) }), 'statements: '],
])('%.40s is refused by the name of what is wrong', (text, reason) => {
  expect(() => readWorkTotals(text)).toThrow(reason);
});
