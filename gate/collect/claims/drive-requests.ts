import { setTimeout as sleep } from 'node:timers/promises';

/** More would be a queue of the generator's own. */
const MOST_IN_FLIGHT = 256;

export interface Driven<Answer> {
  /** In the order of the jobs; `null`: it was due, and not started. */
  readonly answers: readonly (Answer | null)[];
  readonly seconds: number;
}

/** How jobs are started: at a rate a second whether or not earlier ones have ended, or by so many who each wait for theirs. */
export type Arrivals = { readonly rate: number } | { readonly clients: number };

/** Does jobs in their order and waits for the last. Rejects with the reason of `signal`, once what was started has ended. */
export async function driveRequests<Answer>(
  jobs: readonly (() => Promise<Answer>)[],
  arrivals: Arrivals,
  signal: AbortSignal,
): Promise<Driven<Answer>> {
  const began = performance.now();
  const answers =
    'rate' in arrivals ? await atRate(jobs, arrivals.rate, signal) : await byClients(jobs, arrivals.clients, signal);
  signal.throwIfAborted();
  return { answers, seconds: (performance.now() - began) / 1000 };
}

async function atRate<Answer>(
  jobs: readonly (() => Promise<Answer>)[],
  rate: number,
  signal: AbortSignal,
): Promise<readonly (Answer | null)[]> {
  const began = performance.now();
  const started: Promise<Answer | null>[] = [];
  let inFlight = 0;
  for (const [index, job] of jobs.entries()) {
    const wait = began + (index * 1000) / rate - performance.now();
    // The timer counts whole milliseconds: what is due within half of one is sent now.
    if (wait > 0.5) await sleep(wait);
    if (signal.aborted) break;
    if (inFlight >= MOST_IN_FLIGHT) {
      started.push(Promise.resolve(null));
      continue;
    }
    inFlight += 1;
    started.push(
      job().finally(() => {
        inFlight -= 1;
      }),
    );
  }
  return Promise.all(started);
}

async function byClients<Answer>(
  jobs: readonly (() => Promise<Answer>)[],
  clients: number,
  signal: AbortSignal,
): Promise<readonly (Answer | null)[]> {
  const answers: (Answer | null)[] = jobs.map(() => null);
  const waiting = jobs.entries();
  const work = async (): Promise<void> => {
    for (const [index, job] of waiting) {
      if (signal.aborted) return;
      answers[index] = await job();
    }
  };
  await Promise.all(Array.from({ length: Math.min(clients, jobs.length) }, work));
  return answers;
}
