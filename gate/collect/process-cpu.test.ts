import { platform } from 'node:os';
import { expect, test } from 'vitest';
import { readMachineCpu, readProcessCpuSeconds } from './process-cpu.ts';

test.runIf(platform() === 'linux')('a busy process is seen to use CPU time, and the machine at least as much', () => {
  const before = { own: readProcessCpuSeconds(process.pid), machine: readMachineCpu() };
  const { user } = process.cpuUsage();
  while (process.cpuUsage().user - user < 200_000) {
    // burn
  }
  const after = { own: readProcessCpuSeconds(process.pid), machine: readMachineCpu() };
  const own = (after.own ?? Number.NaN) - (before.own ?? Number.NaN);
  const busy = (after.machine?.busySeconds ?? Number.NaN) - (before.machine?.busySeconds ?? Number.NaN);
  expect(own).toBeGreaterThanOrEqual(0.15);
  expect(busy).toBeGreaterThanOrEqual(0.15);
  expect(after.machine?.totalSeconds ?? 0).toBeGreaterThan(after.machine?.busySeconds ?? Number.POSITIVE_INFINITY);
});

test('what the host gave to other machines is told apart, and counts as busy', () => {
  const text = 'cpu  100 10 50 700 40 0 20 80 30 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n';
  expect(readMachineCpu(text)).toEqual({ busySeconds: 2.6, totalSeconds: 10, stolenSeconds: 0.8 });
  expect(readMachineCpu('cpu 1 2 3')).toBeNull();
  expect(readMachineCpu(null)).toBeNull();
});

test('a process that is not there has no CPU time', () => {
  expect(readProcessCpuSeconds(2 ** 30)).toBeNull();
});
