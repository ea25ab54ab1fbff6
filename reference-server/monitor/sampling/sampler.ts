import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../ports.ts';
import { baselineOf } from '../since-baseline.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Moment, makeSample } from './make-sample.ts';
import type { Sample } from './sample.ts';
import { readSystem } from './system-reading.ts';

export interface SamplerSettings {
  readonly intervalMs: number;
  /** Samples that are kept; the oldest make room. */
  readonly historyLength: number;
}

/** Whether samples are taken, how often, and what is held of them. */
export interface SamplerState {
  readonly isRunning: boolean;
  readonly intervalMs: number;
  /** ms since 1970; `null`: it does not run. */
  readonly startedAt: number | null;
  readonly samples: number;
  readonly historyLength: number;
  /** The newest one, taken since it was started; `null`: there is none yet. */
  readonly latest: Sample | null;
}

/** Whoever has just begun does not wait half a minute for the first sample. */
const FIRST_MS = 1_000;

/** Takes a sample of everything at an interval while it runs, and keeps the last ones in memory. */
export class Sampler {
  readonly #snapshot: () => Snapshot;
  readonly #clock: Clock;
  readonly #historyLength: number;
  readonly #history: Sample[] = [];
  #intervalMs: number;
  #run: { readonly startedAt: number; readonly stopping: AbortController } | null = null;

  constructor(settings: SamplerSettings, snapshot: () => Snapshot, clock: Clock) {
    this.#intervalMs = settings.intervalMs;
    this.#historyLength = settings.historyLength;
    this.#snapshot = snapshot;
    this.#clock = clock;
  }

  /** Begins, or goes on at another interval. */
  start(intervalMs = this.#intervalMs): void {
    this.stop();
    this.#intervalMs = intervalMs;
    const stopping = new AbortController();
    this.#run = { startedAt: this.#clock.wallMs(), stopping };
    void this.#sampleUntil(stopping.signal, intervalMs);
  }

  /** The history stays. */
  stop(): void {
    this.#run?.stopping.abort();
    this.#run = null;
  }

  /** Oldest first. */
  get history(): readonly Sample[] {
    return this.#history;
  }

  get state(): SamplerState {
    const { startedAt = null } = this.#run ?? {};
    const newest = this.#history.at(-1);
    return {
      isRunning: startedAt !== null,
      intervalMs: this.#intervalMs,
      startedAt,
      samples: this.#history.length,
      historyLength: this.#historyLength,
      latest: startedAt !== null && newest !== undefined && newest.at >= startedAt ? newest : null,
    };
  }

  async #sampleUntil(signal: AbortSignal, intervalMs: number): Promise<void> {
    let before = await this.#read();
    for (let waitMs = Math.min(FIRST_MS, intervalMs); ; waitMs = intervalMs) {
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      const now = await this.#read();
      if (signal.aborted) return;
      if (this.#history.push(makeSample(before, now)) > this.#historyLength) this.#history.shift();
      before = now;
    }
  }

  async #read(): Promise<Moment> {
    // Counters of routes go on counting in their own place.
    const snapshot = baselineOf(this.#snapshot());
    return { system: await readSystem(), snapshot };
  }
}
