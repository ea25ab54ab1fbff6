import { expect, test } from 'vitest';
import { readK6Plan } from '../ingest/k6-inspect.ts';
import { loadText, ownLoad, tooShort } from './planned-load.ts';

const plan = (...scenarios: readonly object[]) =>
  readK6Plan({ scenarios: Object.fromEntries(scenarios.entries()) }, '');
const constant = (rate: number, duration: string) => ({ executor: 'constant-arrival-rate', rate, duration });
const steps = (seconds: number, ...rates: readonly number[]) => ({
  executor: 'ramping-arrival-rate',
  startRate: rates[0],
  stages: rates.flatMap((target) => [
    { target, duration: '0s' },
    { target, duration: `${seconds}s` },
  ]),
});
const plain = plan({ executor: 'shared-iterations' });
const users = plan({ executor: 'constant-vus', vus: 5, duration: '30s' });
const nothing = { rate: null, durationSeconds: null, warmUpSeconds: 0 };
const asked = { rate: 60, durationSeconds: 24, warmUpSeconds: 6 };

test('what will be measured is what the script plans', () => {
  expect(loadText(plan(constant(60, '30s')), 6)).toBe('60 iterations/s for 30 s, the first 6 s of it warm-up');
  expect(loadText(plan(steps(25, 400, 1600)), 0)).toBe('400 to 1,600 iterations/s in 2 stages for 50 s');
  expect(loadText(plain, 0)).toBe('1 iteration');
  expect(loadText(users, 0)).toBe("as many iterations as the script's virtual users make for 30 s");
});

test('a script that follows the load asked for has none of its own, whatever it rounds or splits', () => {
  expect(ownLoad(plan(constant(60, '30s')), asked, 'steady')).toBeNull();
  expect(ownLoad(plan(constant(40, '30s'), constant(20, '30s')), asked, 'steady')).toBeNull();
  expect(ownLoad(plan(steps(10, 60, 240, 60)), asked, 'stages')).toBeNull();
  // Seven stages of a breakpoint of 40 s: five seconds each.
  expect(
    ownLoad(
      plan(steps(5, 60, 90, 120, 150, 180, 210, 240)),
      { ...asked, durationSeconds: 40, warmUpSeconds: 0 },
      'stages',
    ),
  ).toBeNull();
  for (const load of [plain, users]) expect(ownLoad(load, nothing, 'steady')).toBeNull();
});

test('a script that reads neither RATE nor DURATION is said to have a load of its own', () => {
  expect(ownLoad(plain, asked, 'steady')).toMatchObject({ severity: 'warning', code: 'OWN_LOAD' });
  expect(ownLoad(plain, asked, 'steady')?.message).toContain(
    'load of its own, 1 iteration, and that is measured, not the 60 iterations/s for 30 s with its warm-up asked for',
  );
  expect(ownLoad(users, asked, 'steady')?.message).toContain('not the 60 iterations/s asked for');
  expect(ownLoad(plan(constant(60, '5m')), asked, 'steady')?.message).toContain('not the 30 s with its warm-up asked');
  expect(ownLoad(plan(constant(10, '30s')), asked, 'stages')?.message).toContain('not the 60 iterations/s asked for');
});

test('a run that is too short for any verdict is known before it is made', () => {
  expect(tooShort(plan(constant(60, '15s')), 0, 'steady')).toMatch(/^15 s after warm-up are too few .* needs 20 s/);
  expect(tooShort(plan(constant(60, '25s')), 6, 'steady')).toMatch(/^19 s after warm-up/);
  expect(tooShort(plan(constant(60, '26s')), 6, 'steady')).toBeNull();
  expect(tooShort(plain, 0, 'steady')).toBeNull();
});

test('stages that would hold little but their settling are counted before the run', () => {
  expect(tooShort(plan(steps(5, 400, 600, 900)), 0, 'stages')).toBe(
    '3 of 3 stages are too short for a verdict: each needs 25 s, the first 5 s of which it settles',
  );
  expect(tooShort(plan(steps(25, 400, 600, 900)), 0, 'stages')).toBeNull();
  expect(tooShort(plan(steps(25, 400, 600, 900)), 10, 'stages')).toMatch(/^1 of 3 stages/);
});
