import { httpGet } from './http-get.ts';

/** Prometheus text, in either of its two names. */
const PROMETHEUS_TEXT =
  'application/openmetrics-text;version=1.0.0;q=0.9, text/plain;version=0.0.4;q=0.8, text/plain;q=0.5';

/** An answer that takes longer belongs to the next second. */
const DEADLINE_MS = 900;

/** Reads the subject's own counters, and counts how often it could not. */
export interface CounterPoll {
  /** Reads once; the text goes to `onText`, whose failure to understand it counts as a missed read. */
  read(): Promise<void>;
  missed(): number;
}

export function createCounterPoll(url: string, onText: (text: string, atMs: number) => void): CounterPoll {
  let missed = 0;
  return {
    async read() {
      try {
        const { status, body } = await httpGet(url, { deadlineMs: DEADLINE_MS, accept: PROMETHEUS_TEXT });
        if (status !== 200 || body === null) throw new RangeError(`status ${status}`);
        onText(body, Date.now());
      } catch {
        missed += 1;
      }
    },
    missed: () => missed,
  };
}
