import { expect, test } from 'vitest';
import { measureCalibrator } from './measure-calibrator.ts';

test('the control workload takes a time that is above zero, batch by batch', async () => {
  const batches = await measureCalibrator(new AbortController().signal);
  expect(batches).toHaveLength(12);
  expect(batches.every((ms) => ms > 0)).toBe(true);
});

test('the control workload stops when the run is stopped', async () => {
  const reason = new Error('stopped');
  await expect(measureCalibrator(AbortSignal.abort(reason))).rejects.toBe(reason);
});
