import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FunctionTotal, WorkTotals } from '../model/explanation.ts';
import { explain, type SideWork } from './explain.ts';
import { workBetween } from './work-between.ts';

const NOTHING: WorkTotals = { requests: 0, phases: [], statements: [], commands: [], gaps: [] };

function side(requests: number, changes: Partial<WorkTotals> = {}, functions: SideWork['functions'] = []): SideWork {
  return { requests, work: { ...NOTHING, ...changes }, functions };
}

const fn = (name: string, path: string, line: number | null, ms: number): FunctionTotal => ({ name, path, line, ms });

test('one more statement per request comes first, with its text and its calls, whatever the others took', () => {
  const users = { text: 'select * from users where id = $1', calls: 400, ms: 80 };
  const explanation = explain(
    side(1000, { statements: [users] }),
    side(500, {
      statements: [
        { ...users, calls: 210, ms: 400 },
        { text: 'select 1', calls: 500, ms: 2 },
      ],
    }),
    [],
  );
  expect(explanation.statements).toEqual([
    { text: 'select 1', calls: { baseline: 0, candidate: 1 }, ms: { baseline: 0, candidate: 0.004 } },
    { text: users.text, calls: { baseline: 0.4, candidate: 0.42 }, ms: { baseline: 0.08, candidate: 0.8 } },
  ]);
});

test('phases and commands are per request, what grew most first, and what neither side did is left out', () => {
  const { phases, commands } = explain(
    side(100, {
      phases: [
        { name: 'cache', ms: 10 },
        { name: 'db', ms: 20 },
        { name: 'compress', ms: 0 },
      ],
      commands: [
        { name: 'get', calls: 50 },
        { name: 'scan', calls: 0 },
      ],
    }),
    side(200, {
      phases: [
        { name: 'cache', ms: 20 },
        { name: 'db', ms: 80 },
        { name: 'compress', ms: 0 },
      ],
      commands: [
        { name: 'get', calls: 100 },
        { name: 'set', calls: 200 },
      ],
    }),
    [],
  );
  expect(phases).toEqual([
    { name: 'db', baseline: 0.2, candidate: 0.4 },
    { name: 'cache', baseline: 0.1, candidate: 0.1 },
  ]);
  expect(commands).toEqual([
    { name: 'set', baseline: 0, candidate: 1 },
    { name: 'get', baseline: 0.5, candidate: 0.5 },
  ]);
});

test('functions are found again where their lines have moved', () => {
  const { functions } = explain(
    side(1, {}, [fn('handle', 'routes.ts', 10, 5), fn('encode', 'codec.ts', 3, 2)]),
    side(1, {}, [fn('handle', 'routes.ts', 17, 5), fn('encode', 'codec.ts', 9, 4)]),
    [],
  );
  expect(functions).toEqual([
    { name: 'encode', location: 'codec.ts:9', baseline: 2, candidate: 4 },
    { name: 'handle', location: 'routes.ts:17', baseline: 5, candidate: 5 },
  ]);
});

test('nameless functions of one file are told apart by their lines, and are one where all lines have moved', () => {
  const baseline = side(1, {}, [fn('(anonymous)', 'a.ts', 1, 5), fn('(anonymous)', 'a.ts', 9, 5)]);
  const still = side(1, {}, [fn('(anonymous)', 'a.ts', 1, 5), fn('(anonymous)', 'a.ts', 9, 9)]);
  expect(explain(baseline, still, []).functions).toEqual([
    { name: '(anonymous)', location: 'a.ts:9', baseline: 5, candidate: 9 },
    { name: '(anonymous)', location: 'a.ts:1', baseline: 5, candidate: 5 },
  ]);
  const moved = side(1, {}, [fn('(anonymous)', 'a.ts', 3, 5), fn('(anonymous)', 'a.ts', 11, 9)]);
  expect(explain(baseline, moved, []).functions).toEqual([
    { name: '(anonymous)', location: 'a.ts:11', baseline: 10, candidate: 14 },
  ]);
});

test('waiting is told and stands last, however much it grew', () => {
  const { functions } = explain(
    side(1, {}, [fn('(idle)', '', null, 10), fn('(program)', '', null, 1)]),
    side(1, {}, [fn('(idle)', '', null, 90), fn('(program)', '', null, 2), fn('f', 'f.ts', 1, 1)]),
    [],
  );
  expect(functions.map(({ name, location }) => [name, location])).toEqual([
    ['(program)', ''],
    ['f', 'f.ts:1'],
    ['(idle)', ''],
  ]);
});

test('at most fifteen rows of a kind, those that grew most', () => {
  const functions = Array.from({ length: 40 }, (_, index) => fn(`f${index}`, 'f.ts', index, index));
  functions.push(fn('(idle)', '', null, 7));
  const names = explain(side(1, {}, []), side(1, {}, functions), []).functions.map(({ name }) => name);
  expect(names).toEqual([...Array.from({ length: 15 }, (_, index) => `f${39 - index}`), '(idle)']);
});

test('what one side alone tells is left out: missing is not zero', () => {
  const told = side(10, { phases: [{ name: 'db', ms: 1 }] }, [fn('f', 'f.ts', 1, 1)]);
  const silent: SideWork = { requests: 10, work: null, functions: null };
  for (const [baseline, candidate] of [
    [told, silent],
    [silent, told],
  ] as const) {
    expect(explain(baseline, candidate, ['it would not say'])).toEqual({
      phases: [],
      statements: [],
      commands: [],
      functions: [],
      gaps: ['it would not say'],
    });
  }
});

test('gaps of both sides are told once', () => {
  const gaps = ['There is no Redis.'];
  expect(explain(side(1, { gaps }), side(1, { gaps }), ['first']).gaps).toEqual(['first', 'There is no Redis.']);
});

test('work of no requests is a broken promise', () => {
  expect(() => explain(side(0), side(1), [])).toThrow(RangeError);
});

test('swapped sides tell the same numbers the other way round', () => {
  const totals = fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'c'), calls: fc.nat({ max: 1000 }) }), {
    selector: ({ name }) => name,
  });
  fc.assert(
    fc.property(totals, totals, fc.integer({ min: 1, max: 99 }), (was, is, requests) => {
      const [one, other] = [side(requests, { commands: was }), side(requests, { commands: is })];
      const sorted = (rows: readonly { name: string }[]) => rows.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const swapped = explain(other, one, []).commands.map(({ name, baseline, candidate }) => ({
        name,
        baseline: candidate,
        candidate: baseline,
      }));
      expect(sorted(explain(one, other, []).commands)).toEqual(sorted(swapped));
    }),
  );
});

const before: WorkTotals = {
  requests: 10,
  phases: [{ name: 'db', ms: 4 }],
  statements: [{ text: 'select 1', calls: 10, ms: 2 }],
  commands: [{ name: 'get', calls: 7 }],
  gaps: [],
};

test('the work between two readings is their difference, and what is new counts whole', () => {
  const after: WorkTotals = {
    requests: 30,
    phases: [{ name: 'db', ms: 9 }],
    statements: [
      { text: 'select 2', calls: 3, ms: 1 },
      { text: 'select 1', calls: 15, ms: 6 },
    ],
    commands: [{ name: 'get', calls: 7 }],
    gaps: ['a gap'],
  };
  expect(workBetween(before, after)).toEqual({
    requests: 20,
    phases: [{ name: 'db', ms: 5 }],
    statements: [
      { text: 'select 2', calls: 3, ms: 1 },
      { text: 'select 1', calls: 5, ms: 4 },
    ],
    commands: [{ name: 'get', calls: 0 }],
    gaps: ['a gap'],
  });
});

test('a subject that began anew, or answered nothing, has no work between', () => {
  expect(workBetween(before, before)).toBeNull();
  expect(workBetween(before, { ...before, requests: 2 })).toBeNull();
  expect(workBetween(before, { ...before, requests: 11, commands: [{ name: 'get', calls: 1 }] })).toBeNull();
});
