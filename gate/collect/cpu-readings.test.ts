import { expect, test } from 'vitest';
import { CpuReadings } from './cpu-readings.ts';

const START = 1_795_258_585_000;
const GRID = { startedAtMs: START, blockSeconds: 1 };

/** Two cores; the generator uses half of one, everything else a quarter of one. Readings a few ms after each second. */
function readings(seconds: number): CpuReadings {
  const cpu = new CpuReadings();
  for (let second = -1; second <= seconds; second += 1) {
    const passed = second + 10;
    cpu.add({
      atMs: START + second * 1000 + 3,
      generatorSeconds: passed * 0.5,
      busySeconds: passed * 0.75,
      totalSeconds: passed * 2,
      stolenSeconds: passed * 0.125,
    });
  }
  return cpu;
}

test('each block holds the CPU time of its second; what came before the first sample is left out', () => {
  const [generator, machine, stolen] = readings(3).series(GRID);
  expect(generator).toMatchObject({ name: 'generator-cpu', unit: 'share', better: 'lower', route: null });
  expect(generator?.blocks).toEqual([0, 1, 2].map((at) => ({ at, numerator: 0.5, denominator: 2 })));
  expect(machine?.blocks).toEqual([0, 1, 2].map((at) => ({ at, numerator: 0.75, denominator: 2 })));
  expect(stolen?.name).toBe('stolen-cpu');
  expect(stolen?.blocks).toEqual([0, 1, 2].map((at) => ({ at, numerator: 0.125, denominator: 2 })));
});

test('a missed reading widens the stretch and loses nothing', () => {
  const cpu = new CpuReadings();
  for (const second of [0, 1, 4, 5]) {
    cpu.add({
      atMs: START + second * 1000,
      generatorSeconds: second,
      busySeconds: second,
      totalSeconds: second * 2,
      stolenSeconds: 0,
    });
  }
  const [generator] = cpu.series({ ...GRID, blockSeconds: 2 });
  expect(generator?.blocks.map(({ at, numerator }) => [at, numerator])).toEqual([
    [0, 1],
    [2, 3],
    [4, 1],
  ]);
});

test('shares are of the judged part only, generator and others apart', () => {
  const cpu = readings(5);
  cpu.add({
    atMs: START + 6003,
    generatorSeconds: 7.5 + 2,
    busySeconds: 11.25 + 2,
    totalSeconds: 32,
    stolenSeconds: 1,
  });
  expect(cpu.sharesSince(START + 5000)).toEqual({ generator: 1, other: 0 });
  const all = cpu.sharesSince(START);
  expect(all?.generator).toBeCloseTo((5 * 0.5 + 2) / 12, 10);
  expect(cpu.sharesSince(START + 60_000)).toBeNull();
  expect(new CpuReadings().sharesSince(0)).toBeNull();
  expect(new CpuReadings().series(GRID)).toEqual([]);
});

test('a run of a day keeps few readings, and every second of CPU time', () => {
  const seconds = 86_400;
  const [generator] = readings(seconds).series({ ...GRID, blockSeconds: 256 });
  const used = generator?.blocks.reduce((sum, { numerator }) => sum + numerator, 0) ?? 0;
  expect(generator?.blocks.length).toBeLessThanOrEqual(338);
  expect(used).toBeGreaterThan((seconds - 128) * 0.5);
});
