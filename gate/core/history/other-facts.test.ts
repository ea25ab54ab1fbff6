import { expect, test } from 'vitest';
import { madeEntry } from '../decide/tests/made-entry.ts';
import { factChanges, otherFacts } from './other-facts.ts';

const run = (facts: Readonly<Record<string, string>> | null) => madeEntry(1, 4, { facts });
const [a, b] = [run({ settings: 'a', node: '24' }), run({ settings: 'b', node: '24' })];

test('a fact that earlier runs state otherwise is named with both values and how many runs had the other', () => {
  expect(otherFacts(b, [a, a, b])).toEqual(['settings is "b", and was "a" in 2 of the 3 earlier runs']);
  expect(otherFacts(b, [a])).toEqual(['settings is "b", and was "a" in the earlier run']);
  expect(otherFacts(run({ settings: 'c', node: '24' }), [a, b])).toEqual([
    'settings is "c", and was "a" in 1 of the 2 earlier runs and "b" in 1 of the 2 earlier runs',
  ]);
});

test('the same facts are no news, and a subject without any has none', () => {
  expect(otherFacts(b, [b, b])).toEqual([]);
  expect(otherFacts(b, [])).toEqual([]);
  expect(otherFacts(run({}), [a])).toEqual([]);
  expect(otherFacts(run(null), [a])).toEqual([]);
});

test('a fact that is new, or gone, is one that is not told on the other side', () => {
  expect(otherFacts(run({ node: '24' }), [a])).toEqual(['settings is not told, and was "a" in the earlier run']);
  expect(otherFacts(a, [run({ node: '24' })])).toEqual(['settings is "a", and was not told in the earlier run']);
});

test('earlier runs that kept no facts are counted: nobody knows how their subject was set', () => {
  expect(otherFacts(a, [run(null), a])).toEqual([
    '1 of the 2 earlier runs kept nothing of what the subject said of itself',
  ]);
});

test('a fact that nearly every run states anew, such as a build number, is no setting', () => {
  const builds = Array.from({ length: 12 }, (_, build) => run({ settings: 'a', build: String(build) }));
  expect(otherFacts(run({ settings: 'b', build: '12' }), builds)).toEqual([
    'settings is "b", and was "a" in all 12 earlier runs',
  ]);
  expect(factChanges(builds).join('')).toBe('');
});

test('what changed from one run to the next stands at the run that was the first with it', () => {
  expect(factChanges([a, a, run(null), b, b])).toEqual(['', '', '', 'settings: "a" became "b"', '']);
  expect(factChanges([run({ node: '24' }), run({ node: '26', redis: '7' })])).toEqual([
    '',
    'node: "24" became "26", redis: not told became "7"',
  ]);
});
