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

test('a process that is not there has no CPU time', () => {
  expect(readProcessCpuSeconds(2 ** 30)).toBeNull();
});
