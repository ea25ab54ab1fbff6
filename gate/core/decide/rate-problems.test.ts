import { expect, test } from 'vitest';
import { rateProblems } from './rate-problems.ts';

test('more iterations than were due are said to be more, and in a stage where they come from', () => {
  const counts = { plannedIterations: 2000, droppedIterations: 0 };
  const [of = '', more = ''] = [
    rateProblems({ ...counts, iterations: 1900 }, 'stage'),
    rateProblems({ ...counts, iterations: 2023 }, 'stage'),
  ].map(([problem]) => problem?.message);
  expect(of).toBe('1,900 iterations ended while 2,000 were due, 5 % fewer');
  expect(more).toBe(
    '2,023 iterations ended while 2,000 were due, 1.15 % more: load of the stage before was still being worked off',
  );
  expect(rateProblems({ ...counts, iterations: 2023 })[0]?.message).toBe(
    '2,023 iterations ended while 2,000 were due, 1.15 % more',
  );
});
