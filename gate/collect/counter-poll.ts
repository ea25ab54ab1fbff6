import { httpGet } from './http-get.ts';
import { PROMETHEUS_TEXT } from './subject-facts.ts';

/** An answer that takes longer belongs to the next second. */
const DEADLINE_MS = 900;

/** Where the subject's own counters are, and who reads them. */
export interface Counters {
  readonly url: string;
  /** Throws on a text that it does not understand. */
  readonly read: (text: string, atMs: number) => void;
}

/** Reads the counters once. False where there was no answer in time, or none that is understood. */
export async function pollCounters({ url, read }: Counters): Promise<boolean> {
  try {
    const { status, body } = await httpGet(url, { deadlineMs: DEADLINE_MS, accept: PROMETHEUS_TEXT });
    if (status !== 200 || body === null) return false;
    read(body, Date.now());
    return true;
  } catch {
    return false;
  }
}
