import { expect, test } from 'vitest';
import { readCpuProfile } from './cpu-profile.ts';

const ROOT = '/checkouts/a side';
const ALL = { fromUs: 0, untilUs: 1e9 };

interface Node {
  readonly id: number;
  readonly name: string;
  readonly url?: string;
  readonly line?: number;
  readonly children?: readonly number[];
}

function profileOf(nodes: readonly Node[], samples: readonly number[], timeDeltas: readonly number[]) {
  return JSON.stringify({
    nodes: nodes.map(({ id, name, url = '', line = -1, children }) => ({
      id,
      callFrame: { functionName: name, scriptId: '0', url, lineNumber: line, columnNumber: 0 },
      hitCount: 0,
      ...(children === undefined ? {} : { children }),
    })),
    startTime: 1_000,
    endTime: 1_000 + timeDeltas.reduce((sum, delta) => sum + delta, 0),
    samples,
    timeDeltas,
  });
}

/** (root) > emit > handle > { now > now (native), encode of a package }; V8's own entries beside it. */
const NODES: readonly Node[] = [
  { id: 1, name: '(root)', children: [2, 3, 4, 5, 10] },
  { id: 2, name: '(idle)' },
  { id: 3, name: '(program)' },
  { id: 4, name: '(garbage collector)' },
  { id: 5, name: 'emit', url: 'node:events', line: 487, children: [6] },
  { id: 6, name: 'handle', url: 'file:///checkouts/a%20side/src/routes.ts', line: 40, children: [7, 9] },
  { id: 7, name: 'now', url: 'node:internal/perf/performance', line: 136, children: [8] },
  { id: 8, name: 'now' },
  { id: 9, name: '', url: 'file:///elsewhere/node_modules/x/node_modules/@scope/codec/lib/encode.js', line: 0 },
  { id: 10, name: 'writev' },
];

const read = (samples: readonly number[], deltas: readonly number[], window = ALL) =>
  readCpuProfile(profileOf(NODES, samples, deltas), { root: ROOT, window });

test('self time is the time until the next sample, by function and place', () => {
  expect(read([6, 9, 6, 2], [100, 500, 400, 600])).toEqual([
    { name: 'handle', path: 'src/routes.ts', line: 41, ms: 0.5 + 0.6 },
    { name: '(anonymous)', path: '@scope/codec/lib/encode.js', line: 1, ms: 0.4 },
    { name: '(idle)', path: '', line: null, ms: 0 },
  ]);
});

test("the runtime's own code counts as the function that called it, and as itself where nobody did", () => {
  expect(read([7, 8, 5, 10, 4, 3, 2], [0, 500, 500, 500, 500, 500, 500])).toEqual([
    { name: 'handle', path: 'src/routes.ts', line: 41, ms: 1 },
    { name: 'emit', path: 'node:events', line: 488, ms: 0.5 },
    { name: 'writev', path: '', line: null, ms: 0.5 },
    { name: '(garbage collector)', path: '', line: null, ms: 0.5 },
    { name: '(program)', path: '', line: null, ms: 0.5 },
    { name: '(idle)', path: '', line: null, ms: 0 },
  ]);
});

test('only the time under load counts', () => {
  // Samples at 1500, 2000, 2500 and 3000.
  expect(read([6, 6, 9, 6], [500, 500, 500, 500], { fromUs: 2_000, untilUs: 3_000 })).toEqual([
    { name: 'handle', path: 'src/routes.ts', line: 41, ms: 0.5 },
    { name: '(anonymous)', path: '@scope/codec/lib/encode.js', line: 1, ms: 0.5 },
  ]);
});

test('a stretch in which the sampler had no processor counts for five intervals at most', () => {
  expect(read([6, 9, 9, 9, 9], [500, 80_000, 500, 500, 500])).toContainEqual({
    name: 'handle',
    path: 'src/routes.ts',
    line: 41,
    ms: 2.5,
  });
});

test('a function of another folder of the machine is told without that folder', () => {
  const text = profileOf([{ id: 1, name: 'f', url: 'file:///elsewhere/secret/f.mjs', line: 1 }], [1], [500]);
  expect(readCpuProfile(text, { root: ROOT, window: ALL })).toEqual([{ name: 'f', path: 'f.mjs', line: 2, ms: 0 }]);
});

test('a path that only begins like the checkout is another one', () => {
  const text = profileOf([{ id: 1, name: 'f', url: 'file:///checkouts/a%20side-b/f.mjs', line: 1 }], [1], [500]);
  expect(readCpuProfile(text, { root: ROOT, window: ALL })).toMatchObject([{ path: 'f.mjs' }]);
});

test('functions that call each other in a circle end', () => {
  const nodes = [
    { id: 1, name: 'now', children: [2] },
    { id: 2, name: 'then', children: [1] },
  ];
  expect(readCpuProfile(profileOf(nodes, [1], [500]), { root: ROOT, window: ALL })).toMatchObject([{ name: 'now' }]);
});

const whole = profileOf(NODES, [6, 6], [500, 500]);

test.each([
  ['cut off', whole.slice(0, -20), /not written to its end/],
  ['empty', '', /not written to its end/],
  ['another document', '{"format":"loadline-run"}', /no CPU profile/],
  ['a list', '[]', /no CPU profile/],
  ['times without their samples', profileOf(NODES, [6], [500, 500]), /lacks samples/],
  ['a sample of nobody', profileOf(NODES, [77], [500]), /node 77/],
])('a profile that is %s is refused with its reason', (_what, text, reason) => {
  expect(() => readCpuProfile(text, { root: ROOT, window: ALL })).toThrow(reason);
});

test('a profile of another time, or without samples, holds nothing', () => {
  expect(readCpuProfile(whole, { root: ROOT, window: { fromUs: 5e9, untilUs: 6e9 } })).toEqual([]);
  expect(read([], [])).toEqual([]);
});
