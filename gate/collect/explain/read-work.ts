import type { WorkTotals } from '../../core/model/explanation.ts';
import { readWorkTotals } from '../../ingest/work-totals.ts';
import { httpGet } from '../http-get.ts';

const DEADLINE_MS = 5_000;

/** Asks a subject for its work totals. Rejects with a reason that ends a sentence: `it answers 404`. */
export async function readWork(url: string, labKey: string, signal: AbortSignal): Promise<WorkTotals> {
  const headers = { 'x-lab-key': labKey };
  const { status, body } = await httpGet(url, { deadlineMs: DEADLINE_MS, accept: 'application/json', headers, signal });
  if (status !== 200) throw new RangeError(`it answers ${status}`);
  if (body === null) throw new RangeError('its answer is longer than 4 MiB');
  return readWorkTotals(body);
}
