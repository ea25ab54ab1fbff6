import { expect, test } from 'vitest';
import { didYouMean, nearest } from './nearest.ts';

test('a slip of one or two letters finds the word that was meant', () => {
  expect(nearest('latncy', ['throughput', 'latency', 'error-rate'])).toBe('latency');
  expect(nearest('Scenaro', ['scenario', 'suite'])).toBe('scenario');
  expect(nearest('rnu', ['run', 'judge'])).toBe('run');
});

test('a word that is near nothing is not guessed at', () => {
  expect(nearest('banana', ['latency', 'throughput'])).toBeUndefined();
  expect(nearest('latency', [])).toBeUndefined();
  expect(didYouMean('banana', ['latency'])).toBe('');
});
