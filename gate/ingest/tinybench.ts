import { z } from 'zod';
import { GateError } from '../core/model/gate-error.ts';
import type { DistributionSeries } from '../core/model/series.ts';
import { HistogramBuilder } from '../core/stats/histogram-builder.ts';
import { NO_EVIDENCE, refuseTwice, type SuiteIngest } from './suite-measurement.ts';

/** One line of a tinybench suite: all batches of one task. Samples are ms per operation. */
const document = z.object({
  tool: z.literal('tinybench'),
  suite: z.string().min(1),
  task: z.string().min(1),
  batches: z.array(z.object({ samplesMs: z.array(z.number().positive()).min(1) })).min(1),
});

/**
 * Makes a measurement of what a tinybench suite printed: series `latency` per task, one block a batch. Blocks are numbered,
 * not timed: batch i lies at offset i. Throws GateError SUITE_OUTPUT_UNREADABLE on a document of another form,
 * or on two of one task.
 */
export function ingestTinybench(documents: readonly unknown[]): SuiteIngest {
  const series = documents.map((input, index): DistributionSeries => {
    const parsed = document.safeParse(input);
    if (!parsed.success) throw unreadable(index, parsed.error.issues[0]);
    const { suite, task, batches } = parsed.data;
    return {
      kind: 'distribution',
      name: 'latency',
      route: `${suite}: ${task}`,
      unit: 'ms',
      better: 'lower',
      blocks: batches.map(({ samplesMs }, at) => ({ at, ...histogramOf(samplesMs) })),
    };
  });
  refuseTwice(series.map(({ route }) => route ?? ''));
  const durationSeconds = Math.max(0, ...series.map(({ blocks }) => blocks.length));
  return {
    measurement: { blockSeconds: 1, warmUpSeconds: 0, durationSeconds, stages: [], series },
    evidence: NO_EVIDENCE,
  };
}

function histogramOf(samples: readonly number[]) {
  const builder = new HistogramBuilder();
  for (const sample of samples) builder.record(sample);
  return builder.build();
}

function unreadable(index: number, issue: z.core.$ZodIssue | undefined): GateError {
  return new GateError({
    code: 'SUITE_OUTPUT_UNREADABLE',
    message: `document ${index + 1} of the suite is no tinybench result: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`,
    advice: 'A tinybench suite prints {"tool":"tinybench","suite":…,"task":…,"batches":[{"samplesMs":[…]}]} a line.',
  });
}
