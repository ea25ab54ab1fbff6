import { createCounterIngest } from '../ingest/counter-series.ts';
import { createK6CsvIngest } from '../ingest/k6-csv.ts';
import type { K6Ingest } from '../ingest/k6-ingest.ts';
import { deadlineSeconds } from './k6-deadline.ts';
import type { CollectEvents, LoadPlan } from './load-plan.ts';
import { type LoadObservation, observeLoad } from './observe-load.ts';
import type { PreparedLoad } from './prepare-load.ts';
import { type Subject, startSubject } from './subject.ts';
import { changedFacts, readFacts } from './subject-facts.ts';

export interface MeasuredLoad extends LoadObservation {
  /** When k6 was started, in ms since 1970. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly ingest: K6Ingest;
  readonly counters: ReturnType<ReturnType<typeof createCounterIngest>['end']>;
  readonly facts: Readonly<Record<string, string>>;
  /** Those that were others when the load ended, in words. */
  readonly changedFacts: readonly string[];
  /** How the subject ended by itself, and on further lines the last ones of its log; `null`: it did not. */
  readonly subjectDied: string | null;
  readonly hasTimedOut: boolean;
}

/** Starts the subject, drives k6 at it, and stops both. */
export async function measureLoad(
  plan: LoadPlan,
  prepared: PreparedLoad,
  events: CollectEvents,
): Promise<MeasuredLoad> {
  const { config, name } = plan.subject;
  if (config.command !== undefined) events.onProgress({ phase: 'starting subject' });
  const subject = await startSubject({
    name,
    config,
    url: prepared.url,
    cwd: plan.cwd,
    environment: plan.environment,
    logPath: prepared.folder.subjectLog,
    guardian: prepared.guardian,
    signal: events.signal,
  });
  try {
    return await drive(plan, prepared, subject, events);
  } finally {
    events.onProgress({ phase: 'stopping' });
    await subject.stop();
  }
}

async function drive(
  plan: LoadPlan,
  prepared: PreparedLoad,
  subject: Subject,
  events: CollectEvents,
): Promise<MeasuredLoad> {
  const { config } = plan.subject;
  const { k6Plan, metrics, url, redact } = prepared;
  const facts = await readFacts(config, url);
  const hosts = { homes: [url.href], passed: plan.passedVariables };
  const ingest = createK6CsvIngest({ watch: k6Plan.watch, metrics, hosts });
  const counters = createCounterIngest(config.counters ?? { path: '/', series: {} });
  const died = new AbortController();
  let subjectDied: string | null = null;
  subject.died.then((how) => {
    subjectDied = how;
    died.abort();
  });
  const deadline = AbortSignal.timeout(deadlineSeconds(prepared.options) * 1000);
  const startedAtMs = Date.now();
  const observation = await observeLoad({
    call: { ...prepared.call, signal: AbortSignal.any([events.signal, died.signal, deadline]) },
    onSamples: (chunk) => ingest.write(chunk),
    counters:
      config.counters === undefined ? [] : [{ url: new URL(config.counters.path, url).href, read: counters.read }],
    logPath: prepared.folder.toolLog,
    redact,
    onSecond: (nowMs) => {
      const elapsedSeconds = (nowMs - startedAtMs) / 1000;
      events.onProgress({
        phase: 'running',
        elapsedSeconds,
        plannedSeconds: k6Plan.plannedSeconds,
        isWarmUp: elapsedSeconds < plan.warmUpSeconds,
        ...ingest.progress(),
      });
    },
  });
  const endedAtMs = Date.now();
  const changed = changedFacts(facts, subjectDied === null ? await readFacts(config, url) : {});
  const measured = ingest.end();
  const { blockSeconds, durationSeconds } = measured;
  return {
    ...observation,
    startedAtMs,
    endedAtMs,
    ingest: measured,
    counters: counters.end({ startedAtMs: measured.startedAtMs ?? startedAtMs, blockSeconds, durationSeconds }),
    facts,
    changedFacts: changed,
    subjectDied,
    hasTimedOut: deadline.aborted,
  };
}
