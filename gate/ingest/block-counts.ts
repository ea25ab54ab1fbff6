import { z } from 'zod';
import type { CountersConfig } from '../core/model/config.ts';
import type { BlockCounts } from './claim-samples.ts';
import { type PrometheusSample, parsePrometheusText, parseSelector, sumSelected } from './prometheus-text.ts';

type Count = BlockCounts extends ReadonlyMap<string, infer Value> ? Value : never;

/**
 * What the subject's counters say of a block, by readings right before and after it. A counter that was not there before stands at 0; a
 * series whose counters are not there, or ran backwards, is left out. Throws RangeError on a text that is not Prometheus'.
 */
export function countsOfBlock({ series }: CountersConfig, before: string, after: string): BlockCounts {
  const [first, last] = [parsePrometheusText(before), parsePrometheusText(after)];
  const counts = new Map<string, Count>();
  for (const [name, config] of Object.entries(series)) {
    const { unit, better, scale = 1 } = config;
    if ('gauge' in config) {
      const value = sumSelected(last, parseSelector(config.gauge));
      if (value !== null && Number.isFinite(value))
        counts.set(name, { unit, better, numerator: value * scale, denominator: 1 });
      continue;
    }
    const numerator = growth(config.numerator, first, last);
    const denominator = growth(config.denominator, first, last);
    if (numerator !== null && denominator !== null && denominator > 0)
      counts.set(name, { unit, better, numerator: numerator * scale, denominator });
  }
  return counts;
}

function growth(
  selectors: readonly string[],
  first: readonly PrometheusSample[],
  last: readonly PrometheusSample[],
): number | null {
  const sums = selectors.map((text) => {
    const selector = parseSelector(text);
    const after = sumSelected(last, selector);
    return after === null ? null : after - (sumSelected(first, selector) ?? 0);
  });
  // A counter that never appeared was never counted, where others of the same sum are there.
  const known = sums.filter((sum) => sum !== null);
  if (known.length === 0 || known.some((sum) => !(sum >= 0))) return null;
  return known.reduce((total, sum) => total + sum, 0);
}

const number = z.number().min(0);
const totals = z.object({
  requests: number,
  statements: number.exactOptional(),
  timedStatements: number.exactOptional(),
  sqlMs: number.exactOptional(),
  redisCommands: number.exactOptional(),
  pools: z.record(z.string(), z.object({ busySeconds: number, capacitySeconds: number })).exactOptional(),
});
const variants = z.record(z.string(), totals);

/** Totals of the lab's variants since they were declared, by their ids. */
export type LabTotals = z.infer<typeof variants>;

/** Reads what GET /lab/variants answers; `null`: it is nothing of the kind. */
export function parseLabTotals(text: string): LabTotals | null {
  try {
    return variants.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** What a variant's totals say of a block. What they do not hold is left out. */
export function variantCounts(id: string, before: LabTotals, after: LabTotals): BlockCounts {
  const [first, last] = [before[id], after[id]];
  const counts = new Map<string, Count>();
  if (first === undefined || last === undefined) return counts;
  const requests = last.requests - first.requests;
  const perRequest = (name: string, key: 'statements' | 'sqlMs' | 'redisCommands', unit: string) => {
    const [from, until] = [first[key], last[key]];
    if (from !== undefined && until !== undefined && requests > 0)
      counts.set(name, { unit, better: 'lower', numerator: until - from, denominator: requests });
  };
  perRequest('sql-per-request', 'statements', 'statements');
  perRequest('sql-time-per-request', 'sqlMs', 'ms');
  perRequest('redis-per-request', 'redisCommands', 'commands');
  const timed = (last.timedStatements ?? 0) - (first.timedStatements ?? 0);
  if (timed > 0 && last.sqlMs !== undefined && first.sqlMs !== undefined)
    counts.set('query-time', {
      unit: 'ms',
      better: 'lower',
      numerator: last.sqlMs - first.sqlMs,
      denominator: timed,
    });
  for (const [pool, { busySeconds, capacitySeconds }] of Object.entries(last.pools ?? {})) {
    const earlier = first.pools?.[pool] ?? { busySeconds: 0, capacitySeconds: 0 };
    const capacity = capacitySeconds - earlier.capacitySeconds;
    if (capacity > 0)
      counts.set(`pool-utilisation-${pool}`, {
        unit: 'share',
        better: 'lower',
        numerator: busySeconds - earlier.busySeconds,
        denominator: capacity,
      });
  }
  return counts;
}
