import { z } from 'zod';
import type { WorkTotals } from '../core/model/explanation.ts';

/** More of a kind than any subject has; the rest of a longer list is cut off by the subject, not by us. */
const MOST = 1_000;

const count = z.number().min(0);
const name = z.string().min(1);

const workTotals = z.object({
  requests: count,
  phases: z.array(z.object({ name, ms: count })).max(MOST),
  statements: z.array(z.object({ text: z.string(), calls: count, ms: count })).max(MOST),
  commands: z.array(z.object({ name, calls: count })).max(MOST),
  gaps: z.array(z.string()).max(MOST).default([]),
});

/**
 * Reads what a subject tells at its `explain` path. Throws RangeError that names the first thing that is not as it should be.
 * The form is described in gate/core/model/explanation.ts.
 */
export function readWorkTotals(text: string): WorkTotals {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RangeError('the answer is no JSON', { cause });
  }
  const parsed = workTotals.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RangeError(`${issue?.path.join('.') || 'the answer'}: ${issue?.message ?? 'not as it should be'}`);
}
