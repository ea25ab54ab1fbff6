import { expect, test } from 'vitest';
import { seededRandom } from '../../../gate/core/stats/random.ts';
import { drawNormal } from '../simulate/draw.ts';
import { askBenchstat, buildBenchstat } from './benchstat.ts';
import { mannWhitney } from './mann-whitney.ts';
import { askOtava, installOtava, OTAVA_DEFAULT_P } from './otava.ts';

const benchstat = buildBenchstat();
const otava = installOtava();
for (const [name, tool] of Object.entries({ benchstat, otava })) {
  if (tool.kind === 'missing') console.warn(`skipped: ${name} cannot run here: ${tool.why}`);
}

const random = seededRandom(7);
const draw = (count: number, factor: number) =>
  Array.from({ length: count }, () => factor * (100 + 5 * drawNormal(random)));

test.skipIf(benchstat.kind === 'missing')(
  'benchstat itself answers its own example, and our Mann–Whitney as it does',
  () => {
    if (benchstat.kind === 'missing') return;
    // The example of benchstat's documentation (Encode/format=json and format=gob).
    const json = {
      baseline: [1726, 1723, 1707, 1707, 1713, 1729, 1736, 1707, 1705, 1774],
      candidate: [1423, 1416, 1411, 1413, 1412, 1426, 1422, 1424, 1447, 1425],
    };
    const gob = {
      baseline: [3069, 3075, 3069, 3067, 3207, 3064, 3064, 3058, 3059, 3062],
      candidate: [3075, 3065, 3059, 3065, 3060, 3081, 3186, 3135, 3087, 3062],
    };
    expect(askBenchstat(benchstat.path, [json, gob])).toEqual([
      { change: -0.172, p: 0 },
      { change: null, p: 0.446 },
    ]);
    const cases = [0, 0, 0, 1, 2, 3].map((percent) => ({
      baseline: draw(80, 1),
      candidate: draw(80, 1 + percent / 100),
    }));
    for (const [position, { p }] of askBenchstat(benchstat.path, cases).entries()) {
      const { baseline = [], candidate = [] } = cases[position] ?? {};
      expect(p).toBeCloseTo(mannWhitney(baseline, candidate), 3);
    }
  },
);

test.skipIf(otava.kind === 'missing')('Otava itself answers the example of its documentation', () => {
  if (otava.kind === 'missing') return;
  // The example of Otava's documentation (CSV): metric1 and metric2; only the second changes, at its seventh run.
  const metric1 = [154023, 138455, 143112, 149190, 132098, 151344, 155145, 148889, 149466, 148209];
  const metric2 = [10.43, 10.23, 10.29, 10.91, 10.34, 10.69, 9.23, 9.11, 9.13, 9.03];
  expect(askOtava(otava.path, [metric1, metric2], OTAVA_DEFAULT_P)).toEqual([[], [6]]);
});
