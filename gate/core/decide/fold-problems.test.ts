import { expect, test } from 'vitest';
import type { Problem } from '../model/verdict.ts';
import { foldProblems } from './fold-problems.ts';

const failed = (route: string | null): Problem => ({
  severity: 'invalid',
  code: 'REQUESTS_FAILED',
  message: `60 % of ${route ?? 'all'} failed`,
  route,
  series: 'latency',
});
const routes = (count: number) => Array.from({ length: count }, (_, place) => `GET /${place}`);
const messages = (problems: readonly Problem[]) => foldProblems(problems).map(({ message }) => message);

test('of a problem of thirty routes three are told and the others counted, after that of all requests', () => {
  const told = foldProblems([failed(null), ...routes(30).map(failed)]);
  expect(told.map(({ message }) => message)).toEqual([
    '60 % of all failed',
    '60 % of GET /0 failed',
    '60 % of GET /1 failed',
    '60 % of GET /2 failed',
    '27 other routes have the same problem',
  ]);
  expect(told.at(-1)?.touched.map(({ route }) => route)).toEqual(routes(30).slice(3));
});

test('a fourth route is told, for a line that counts one would be no shorter', () => {
  expect(messages(routes(4).map(failed))).toHaveLength(4);
});

test('problems of different kinds, and those of no route, are never counted together', () => {
  const ofRun = routes(9).map((name) => ({ ...failed(null), message: name }));
  expect(messages(ofRun)).toHaveLength(9);
  const mixed = routes(6).map((route, place) => ({ ...failed(route), code: place % 2 === 0 ? 'ONE' : 'OTHER' }));
  expect(messages(mixed)).toHaveLength(6);
});

test('the same sentence of several series is told once, and names them all', () => {
  const alike = ['rss', 'hit-rate'].map((series) => ({ ...failed(null), series }));
  expect(foldProblems(alike)).toMatchObject([{ touched: [{ series: 'rss' }, { series: 'hit-rate' }] }]);
});
