import { expect, test } from 'vitest';
import { parseEventFilter } from '../../reference-server/domains/audit/event-filter.ts';
import { parseEvents } from '../../reference-server/domains/audit/new-event.ts';
import { hashOf, visitsOf } from '../../tests/scenarios/visits-of.ts';
import { auditTraceOf } from './audit-trace.ts';
import { bestHitRate } from './best-hit-rate.ts';

const visits = (seed: number, count: number) => visitsOf(auditTraceOf(seed, 1_000), count);

test('the visits of seed 1 are these: another trace is another benchmark', () => {
  expect(hashOf(visits(1, 1_000))).toBe('9cc68b8f7af33dd7');
  expect(visits(2, 10)).not.toEqual(visits(1, 10));
});

test('routes, reloads and next pages come in the shares that the trace states', () => {
  const all = visits(5, 40_000);
  const share = (is: (visit: (typeof all)[number]) => boolean) => all.filter(is).length / all.length;
  expect(share(({ route }) => route.endsWith('/stream'))).toBeCloseTo(0.015, 3);
  expect(share(({ route }) => route.endsWith('/bulk'))).toBeCloseTo(0.005, 3);
  expect(share(({ path }) => path.includes('offset='))).toBeCloseTo(0.98 * 0.08, 2);
  expect(share(({ next }) => next === 'reload')).toBeCloseTo(0.98 * 0.25, 2);
  expect(share(({ next }) => next === 'next page')).toBeCloseTo(0.98 * 0.92 * 0.3, 2);
});

test('what is asked and written is what the server takes, of organizations and days that there are', () => {
  const settings = { maxRows: 1_000, batchSize: 10, concurrency: 1, attempts: 1, backoffMs: 1, timeoutMs: 1 };
  for (const { path, body, needsToken } of visits(3, 20_000)) {
    expect(needsToken).toBe(true);
    if (body !== null) {
      expect(parseEvents(JSON.parse(body), settings).given.filter((one) => 'fault' in one)).toEqual([]);
      continue;
    }
    const filter = parseEventFilter(Object.fromEntries(new URL(path, 'http://a').searchParams));
    const [organization = 0] = filter.organizationIds;
    expect(organization).toBeGreaterThanOrEqual(1);
    expect(organization).toBeLessThanOrEqual(1_000);
    const { startDate, endDate } = filter;
    if (startDate !== null) expect(Date.parse(startDate)).toBeGreaterThanOrEqual(Date.UTC(2024, 11, 26));
    if (endDate !== null) expect(Date.parse(endDate)).toBeLessThanOrEqual(Date.UTC(2026, 0, 1));
  }
});

test('exports are small: a week of one organization', () => {
  const exported = visits(3, 20_000).filter(({ route }) => route.endsWith('/stream'));
  expect(exported.length).toBeGreaterThan(200);
  for (const { path } of exported) {
    const { startDate, endDate } = parseEventFilter(Object.fromEntries(new URL(path, 'http://a').searchParams));
    expect(Date.parse(endDate ?? '') - Date.parse(startDate ?? '')).toBe(7 * 86_400_000);
  }
});

test('what docs/decisions says of the hit rate is what the trace allows', () => {
  const plan = { rate: 150, warmUpSeconds: 10, seconds: 65 };
  // A bulk write takes out every page: `audit_events*`.
  expect(bestHitRate(auditTraceOf(1, 1_000), plan, (held) => held.clear())).toBeCloseTo(0.34, 2);
});
