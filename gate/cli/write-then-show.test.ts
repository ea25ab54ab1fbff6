import { expect, test } from 'vitest';
import { GateError } from '../core/model/gate-error.ts';
import { type Places, type Writing, writeThenShow } from './write-then-show.ts';

const full = new GateError({
  code: 'STORE_FULL',
  message: 'the disk is full.',
  advice: 'Free some space and run again.',
});
const written = (name: string): Writing => [name, async () => `/${name}`];
const unwritten = (name: string): Writing => [name, () => Promise.reject(full)];

async function shown(writings: readonly Writing[]): Promise<{ readonly places: Places[]; readonly error: unknown }> {
  const places: Places[] = [];
  const error = await writeThenShow(writings, (its) => places.push(its)).catch((one: unknown) => one);
  return { places, error };
}

test('what was written is shown once, the newest first', async () => {
  const { places, error } = await shown([written('record'), ['history', async () => null], written('report')]);
  expect(places).toEqual([
    [
      ['report', '/report'],
      ['record', '/record'],
    ],
  ]);
  expect(error).toBeUndefined();
});

test('without room for the report the verdicts are shown, and nobody is told to run again', async () => {
  const { places, error } = await shown([written('record'), unwritten('report')]);
  expect(places).toEqual([[['record', '/record']]]);
  expect(error).toMatchObject({ code: 'PARTLY_WRITTEN', advice: expect.stringContaining('record is kept') });
});

test('without room for the record the verdicts are shown all the same, and nothing comes after it', async () => {
  const { places, error } = await shown([unwritten('record'), written('report')]);
  expect(places).toEqual([[]]);
  expect(error).toBe(full);
});
