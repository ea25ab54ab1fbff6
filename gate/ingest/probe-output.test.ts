import { expect, test } from 'vitest';
import { readProbeOutput } from './probe-output.ts';

const line = (value: object) => JSON.stringify({ side: 'with', metric: 'loads', unit: 'loads', block: 0, ...value });

test('lines become the series of each side, block by block', () => {
  const output = readProbeOutput([
    line({ block: 1, numerator: 3, denominator: 2 }),
    line({ block: 0, numerator: 1, denominator: 2 }),
    line({ side: 'without', value: 7 }),
    line({ metric: 'latency', unit: 'ms', route: 100, samples: [1, 2, 3] }),
    '',
  ]);
  expect(output.with).toMatchObject([
    {
      kind: 'ratio',
      name: 'loads',
      route: null,
      blocks: [
        { at: 0, numerator: 1, denominator: 2 },
        { at: 1, numerator: 3, denominator: 2 },
      ],
    },
    { kind: 'distribution', name: 'latency', route: '100', better: 'lower', blocks: [{ at: 0, count: 3, sum: 6 }] },
  ]);
  expect(output.without).toMatchObject([{ kind: 'level', blocks: [{ at: 0, value: 7 }] }]);
  expect(output).toMatchObject({ invalid: [], unreadable: 0, firstUnreadable: null });
});

test('what is no line of a probe is counted and the first of it quoted', () => {
  const output = readProbeOutput([
    'hello',
    line({ numerator: 1, denominator: 0 }),
    line({ samples: [-1] }),
    line({ value: 1, extra: 2 }),
  ]);
  expect(output).toMatchObject({ unreadable: 4, firstUnreadable: 'hello', with: [] });
});

test('a probe may say why it measures nothing', () => {
  expect(readProbeOutput(['{"invalid":"no Redis"}'])).toMatchObject({ invalid: ['no Redis'], unreadable: 0 });
});
