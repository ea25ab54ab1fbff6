import { expect, test } from 'vitest';
import { parseLabTotals, variantCounts } from './block-counts.ts';

test('the mean query time of a variant is that of statements that ran: refused ones make it no shorter', () => {
  const totals = (statements: number, timedStatements: number, sqlMs: number) => {
    const read = parseLabTotals(JSON.stringify({ with: { requests: statements, statements, timedStatements, sqlMs } }));
    if (read === null) throw new TypeError('unreadable totals');
    return read;
  };
  const counts = variantCounts('with', totals(10, 10, 50), totals(32, 12, 1050));
  expect(counts.get('query-time')).toMatchObject({ numerator: 1000, denominator: 2 });
  expect(counts.get('sql-per-request')).toMatchObject({ numerator: 22, denominator: 22 });
  expect(variantCounts('with', totals(10, 10, 50), totals(32, 10, 50)).has('query-time')).toBe(false);
});
