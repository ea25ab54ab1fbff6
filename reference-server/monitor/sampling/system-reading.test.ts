import { expect, test } from 'vitest';
import { parseCpu, parseMemory, parseNetwork, readSystem } from './system-reading.ts';

test('CPU time that is neither idle nor waiting for a disk is busy; guests are counted once', () => {
  const text =
    'cpu  100 5 50 800 40 3 2 0 70 7\ncpu0 60 5 30 400 20 2 1 0 0 0\ncpu1 40 0 20 400 20 1 1 0 0 0\nintr 1\n';
  expect(parseCpu(text)).toEqual({ busy: 160, total: 1_000, cores: 2 });
});

test('memory that programs can still get is available, whatever is used as a cache', () => {
  const text =
    'MemTotal:        1000 kB\nMemFree:          100 kB\nMemAvailable:     250 kB\nCached:           150 kB\n';
  expect(parseMemory(text)).toEqual({ totalBytes: 1_024_000, availableBytes: 256_000, utilization: 0.75 });
});

test('bytes of all interfaces are added up, loopback among them', () => {
  const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 1000      10    0    0    0     0          0         0     1000      10    0    0    0     0       0          0
  eth0:2000      20    0    0    0     0          0         0      300       5    0    0    0     0       0          0
`;
  expect(parseNetwork(text)).toEqual({ received: 3_000, sent: 1_300 });
});

test.each([
  ['', 'not available'],
  ['cpu  1 2\n', 'not available'],
  ['cpu  a b c d e\n', 'not available'],
])('what is no count of CPU time is not available: %j', (text, reading) => {
  expect([parseCpu(text), parseMemory(text), parseNetwork(text)]).toEqual([reading, reading, reading]);
});

test.runIf(process.platform === 'linux')('this machine tells all of it', async () => {
  const { cpu, memory, disk, network } = await readSystem();
  expect([cpu, memory, disk, network]).not.toContain('not available');
});

test.skipIf(process.platform === 'linux')(
  'elsewhere than on Linux what /proc would tell is not available',
  async () => {
    const { cpu, memory, network } = await readSystem();
    expect([cpu, memory, network]).toEqual(['not available', 'not available', 'not available']);
  },
);
