import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { positive, seconds, texts, wholeNumber } from './option-values.ts';

const command: Command = {
  name: 'try',
  summary: '',
  usage: '',
  positionals: 0,
  options: {
    rate: { type: 'string', says: '' },
    duration: { type: 'string', says: '' },
    seed: { type: 'string', says: '' },
    env: { type: 'string', multiple: true, says: '' },
  },
  run: async () => 0,
};
const values = (...words: string[]) => parseArguments(command, words).values;

test('lengths of time are read in seconds, minutes and hours', () => {
  expect(seconds(values('--duration', '45'), 'duration', command)).toBe(45);
  expect(seconds(values('--duration', '45s'), 'duration', command)).toBe(45);
  expect(seconds(values('--duration=1.5m'), 'duration', command)).toBe(90);
  expect(seconds(values(), 'duration', command)).toBeUndefined();
});

test.each(['', 'soon', '-5', '5 s', '1d', 'Infinity'])('"%s" is no length of time', (word) => {
  expect(() => seconds(values(`--duration=${word}`), 'duration', command)).toThrow(/such as 45s or 2m/);
});

test.each(['0', '-1', 'NaN', '1e999', 'ten', ' '])('"%s" is no rate', (word) => {
  expect(() => positive(values(`--rate=${word}`), 'rate', command)).toThrow(/above 0/);
});

test('a seed is a whole number, zero included', () => {
  expect(wholeNumber(values('--seed=0'), 'seed', command)).toBe(0);
  expect(() => wholeNumber(values('--seed=1.5'), 'seed', command)).toThrow(/whole number/);
});

test('a repeated option is a list', () => {
  expect(texts(values('--env=A', '--env', 'B'), 'env')).toEqual(['A', 'B']);
});

test('an unknown option names the nearest one', () => {
  expect(() => values('--durration=5')).toThrow(/no option --durration. Did you mean "--duration"\?/);
});

test('an option that lacks its value says so, and what stands in its place', () => {
  expect(() => values('--rate', '-3')).toThrow('--rate takes a value, and "-3" begins with a dash (--rate=-3 takes it');
  expect(() => values('--rate', '--seed', '1')).toThrow('--rate takes a value, and "--seed" begins with a dash');
  expect(() => values('--rate')).toThrow('--rate takes a value, and nothing comes after it');
});

test('a word too many is named', () => {
  expect(() => values('extra')).toThrow(/"extra" is one word too many/);
});
