import type { DistributionBlock, RatioBlock, Series } from '../core/model/series.ts';
import { HistogramBuilder } from '../core/stats/histogram-builder.ts';

/** One request of a contrast as it came back. */
export interface ClaimSample {
  readonly route: string;
  /** From the sending to the end of the answer; `null`: there was none. */
  readonly latencyMs: number | null;
  /** A status below 400. */
  readonly isAnswered: boolean;
  /** Bytes of the body as they travelled. */
  readonly bytes: number;
  /** `x-cache`; `null`: it says nothing. */
  readonly cache: string | null;
  /** `server-timing`, in ms. */
  readonly phases: ReadonlyMap<string, number>;
}

/** What was counted beside a block, by the name of its series. */
export type BlockCounts = ReadonlyMap<string, Omit<RatioBlock, 'at'> & Pick<Series, 'unit' | 'better'>>;

/** The samples of one side, block by block, as series. */
export class ClaimSamples {
  readonly #distributions = new Map<
    string,
    { readonly name: string; readonly route: string; blocks: DistributionBlock[] }
  >();
  readonly #ratios = new Map<string, { readonly series: Omit<Series, 'kind' | 'blocks'>; blocks: RatioBlock[] }>();
  #answered = 0;
  #requests = 0;

  get requests(): number {
    return this.#requests;
  }

  get answered(): number {
    return this.#answered;
  }

  /** Takes the samples of a block; `seconds`: how long its load ran, where it had the subject for itself. */
  add(at: number, samples: readonly ClaimSample[], counts: BlockCounts, seconds: number | null): void {
    this.#requests += samples.length;
    this.#answered += samples.filter(({ isAnswered }) => isAnswered).length;
    for (const [route, ofRoute] of Map.groupBy(samples, (sample) => sample.route)) {
      const answered = ofRoute.filter(({ isAnswered }) => isAnswered);
      this.#distribute(
        'latency',
        route,
        at,
        answered.flatMap(({ latencyMs }) => latencyMs ?? []),
      );
      // All phases together: what the server knows it spent, without the way there and back.
      const timed = answered.filter(({ phases }) => phases.size > 0);
      this.#distribute(
        'server-time',
        route,
        at,
        timed.map(({ phases }) => sumOf(phases.values())),
      );
      for (const phase of new Set(answered.flatMap(({ phases }) => [...phases.keys()]))) {
        this.#distribute(
          `phase-${phase}`,
          route,
          at,
          answered.flatMap(({ phases }) => phases.get(phase) ?? []),
        );
      }
      this.#divide(
        { name: 'error-rate', route, unit: 'share', better: 'lower' },
        at,
        ofRoute.length - answered.length,
        ofRoute.length,
      );
      const bytes = answered.reduce((sum, one) => sum + one.bytes, 0);
      this.#divide({ name: 'bytes-per-request', route, unit: 'bytes', better: 'lower' }, at, bytes, answered.length);
      this.#hits(route, at, answered);
    }
    const failed = samples.filter(({ isAnswered }) => !isAnswered).length;
    this.#divide({ name: 'error-rate', route: null, unit: 'share', better: 'lower' }, at, failed, samples.length);
    const bytes = samples.reduce((sum, one) => sum + (one.isAnswered ? one.bytes : 0), 0);
    this.#divide(
      { name: 'bytes-per-request', route: null, unit: 'bytes', better: 'lower' },
      at,
      bytes,
      samples.length - failed,
    );
    this.#hits(
      null,
      at,
      samples.filter(({ isAnswered }) => isAnswered),
    );
    if (seconds !== null) {
      this.#divide(
        { name: 'throughput', route: null, unit: '1/s', better: 'higher' },
        at,
        samples.length - failed,
        seconds,
      );
    }
    for (const [name, { unit, better, numerator, denominator }] of counts) {
      this.#divide({ name, route: null, unit, better }, at, numerator, denominator);
    }
  }

  series(): readonly Series[] {
    const distributions = [...this.#distributions.values()].map(
      ({ name, route, blocks }) =>
        ({ kind: 'distribution', name, route, unit: 'ms', better: 'lower', blocks }) as const,
    );
    return [
      ...distributions,
      ...[...this.#ratios.values()].map(({ series, blocks }) => ({ ...series, kind: 'ratio', blocks }) as const),
    ];
  }

  /** Share of the answers that a tier held, of all answers: also of those that say nothing of a cache, as when it is off. */
  #hits(route: string | null, at: number, answered: readonly ClaimSample[]): void {
    const held = (tiers: readonly string[]) =>
      answered.filter(({ cache }) => cache !== null && tiers.includes(cache)).length;
    const name = { route, unit: 'share', better: 'higher' } as const;
    this.#divide({ ...name, name: 'hit-rate' }, at, held(['l1', 'l2', 'stale']), answered.length);
    this.#divide({ ...name, name: 'hit-rate-l1' }, at, held(['l1']), answered.length);
    this.#divide({ ...name, name: 'hit-rate-l2' }, at, held(['l2']), answered.length);
  }

  #distribute(name: string, route: string, at: number, values: readonly number[]): void {
    if (values.length === 0) return;
    const key = JSON.stringify([name, route]);
    const found = this.#distributions.get(key) ?? { name, route, blocks: [] };
    const builder = new HistogramBuilder();
    for (const value of values) builder.record(value);
    found.blocks.push({ at, ...builder.build() });
    this.#distributions.set(key, found);
  }

  #divide(series: Omit<Series, 'kind' | 'blocks'>, at: number, numerator: number, denominator: number): void {
    if (!(denominator > 0)) return;
    const key = JSON.stringify([series.name, series.route]);
    const found = this.#ratios.get(key) ?? { series, blocks: [] };
    found.blocks.push({ at, numerator, denominator });
    this.#ratios.set(key, found);
  }
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
