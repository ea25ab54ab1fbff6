import { z } from 'zod';
import { GateError } from '../core/model/gate-error.ts';
import type { RatioSeries, Series } from '../core/model/series.ts';
import { NO_EVIDENCE, refuseTwice, type SuiteIngest } from './suite-measurement.ts';

const count = z.number().min(0);

/** The part of autocannon 9's result that is read. `requests.total` counts answers, `errors` holds `timeouts`; 3xx is no failure, as in k6. */
const shotResult = z.object({
  duration: z.number().positive(),
  requests: z.object({ total: count }),
  errors: count,
  '4xx': count,
  '5xx': count,
  /** Latencies in ms, recorded by the shot itself: autocannon's own histogram holds whole ms and no p95. */
  latencyHistogram: z
    .object({ count, sum: z.number(), min: z.number(), max: z.number(), buckets: z.array(z.int().min(0)) })
    .exactOptional(),
});

/** One line of an autocannon suite: all short shots at one route. */
const document = z.object({
  tool: z.literal('autocannon'),
  shot: z.string().min(1),
  batches: z.array(shotResult).min(1),
});

type Shot = z.output<typeof document>;

/**
 * Makes a measurement of what an autocannon suite printed: series `throughput` (answers a second), `error-rate` and, where
 * the shots recorded them, `latency` per route, one block a shot. Blocks are numbered, not timed. autocannon waits for each
 * answer (closed model), which the evidence says. Throws GateError SUITE_OUTPUT_UNREADABLE on a document of another form, or on two of one shot.
 */
export function ingestAutocannon(documents: readonly unknown[]): SuiteIngest {
  const shots = documents.map((input, index): Shot => {
    const parsed = document.safeParse(input);
    if (!parsed.success) throw unreadable(index, parsed.error.issues[0]);
    return parsed.data;
  });
  refuseTwice(shots.map(({ shot }) => shot));
  return {
    measurement: {
      blockSeconds: 1,
      warmUpSeconds: 0,
      durationSeconds: Math.max(0, ...shots.map(({ batches }) => batches.length)),
      stages: [],
      series: shots.flatMap(seriesOf),
    },
    evidence: { ...NO_EVIDENCE, isOpenModel: false, failures: failuresOf(shots) },
  };
}

function seriesOf({ shot: route, batches }: Shot): readonly Series[] {
  const throughput: RatioSeries = {
    kind: 'ratio',
    name: 'throughput',
    route,
    unit: '1/s',
    better: 'higher',
    blocks: batches.map(({ requests, duration }, at) => ({ at, numerator: requests.total, denominator: duration })),
  };
  const errorRate: RatioSeries = {
    kind: 'ratio',
    name: 'error-rate',
    route,
    unit: 'share',
    better: 'lower',
    blocks: batches.flatMap((batch, at) => {
      const denominator = batch.requests.total + batch.errors;
      return denominator === 0 ? [] : [{ at, numerator: batch['4xx'] + batch['5xx'] + batch.errors, denominator }];
    }),
  };
  const latencies = batches.flatMap(({ latencyHistogram }, at) =>
    latencyHistogram === undefined || latencyHistogram.count === 0 ? [] : [{ at, ...latencyHistogram }],
  );
  if (latencies.length === 0) return [throughput, errorRate];
  return [
    throughput,
    errorRate,
    { kind: 'distribution', name: 'latency', route, unit: 'ms', better: 'lower', blocks: latencies },
  ];
}

function failuresOf(shots: readonly Shot[]): Record<string, Record<string, number>> {
  const sum = (batches: Shot['batches'], key: 'errors' | '4xx' | '5xx') =>
    batches.reduce((total, batch) => total + batch[key], 0);
  const rows = shots.map(({ shot, batches }) => {
    const kinds = { 'no answer': sum(batches, 'errors'), '4xx': sum(batches, '4xx'), '5xx': sum(batches, '5xx') };
    return [shot, Object.fromEntries(Object.entries(kinds).filter(([, failed]) => failed > 0))] as const;
  });
  return Object.fromEntries(rows.filter(([, kinds]) => Object.keys(kinds).length > 0));
}

function unreadable(index: number, issue: z.core.$ZodIssue | undefined): GateError {
  return new GateError({
    code: 'SUITE_OUTPUT_UNREADABLE',
    message: `document ${index + 1} of the suite is no autocannon result: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`,
    advice: 'An autocannon suite prints {"tool":"autocannon","shot":…,"batches":[RESULT, …]} a line.',
  });
}
