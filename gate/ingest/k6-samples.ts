import { quantile } from '../core/stats/quantile.ts';
import { ByteTable } from './byte-table.ts';
import { CheckTable } from './check-table.ts';
import { csvFields } from './csv-fields.ts';
import { k6CsvTagColumns } from './k6-csv-header.ts';
import type { K6CsvReader, K6Sample } from './k6-csv-scanner.ts';
import type { K6Evidence, K6Ingest, K6Progress } from './k6-ingest.ts';
import { k6TagsOf } from './k6-tags.ts';
import { RequestSamples, type RequestTags } from './request-samples.ts';
import type { KnownHosts } from './route-name.ts';
import { RunSamples } from './run-samples.ts';
import type { ScriptMetric } from './script-metrics.ts';
import { Span } from './span.ts';
import { Timeline } from './timeline.ts';
import { utf8Text } from './utf8-text.ts';
import { WatchedSamples, type WatchedSeries } from './watched-samples.ts';

/** A sample further than an hour from the newest, or before 2001, has no time but a broken line. */
const LONGEST_GAP_MICROS = 3_600_000_000;
const EARLIEST_MICROS = 1e15;
/** Combinations of tags, and names of metrics, that are remembered at a time. */
const MAX_REMEMBERED = 4096;
const OUR_METRICS = new Set([
  'http_req_duration',
  'http_req_failed',
  'iterations',
  'dropped_iterations',
  'checks',
  'vus',
]);

interface Metric {
  readonly name: string;
  readonly isValid: boolean;
  readonly isRead: boolean;
  /** k6 samples these by the clock, outside all scenarios. */
  readonly isOfTheClock: boolean;
  readonly watched: readonly WatchedSamples[];
}

/** A combination of tags, and where its samples go, worked out when the first one comes. */
interface Tagged extends RequestTags {
  readonly watched: Map<Metric, readonly WatchedSamples[]>;
}

/** Takes k6's samples one by one and keeps what a run record needs of them, block by block. */
export class K6Samples implements K6CsvReader {
  readonly #timeline: Timeline;
  readonly #metrics = new ByteTable(MAX_REMEMBERED, (slice) => this.#metric(utf8Text(slice)));
  readonly #tags = new ByteTable(MAX_REMEMBERED, (slice): Tagged => {
    return { ...k6TagsOf(this.#columns, csvFields(slice)), route: null, watched: new Map() };
  });
  readonly #watched: readonly WatchedSamples[];
  readonly #scriptMetrics: ReadonlyMap<string, ScriptMetric>;
  readonly #requests: RequestSamples;
  readonly #checks = new CheckTable();
  readonly #run: RunSamples;
  readonly #loadSpan = new Span();
  #columns: readonly string[] = [];
  #newestMicros = Number.NaN;

  /** `timeline`: one that others share, so that their blocks lie at the same times. */
  constructor(
    watch: readonly WatchedSeries[],
    metrics: ReadonlyMap<string, ScriptMetric>,
    hosts: KnownHosts,
    timeline: Timeline = new Timeline(),
  ) {
    this.#timeline = timeline;
    this.#requests = new RequestSamples(timeline, hosts);
    this.#run = new RunSamples(timeline);
    this.#scriptMetrics = metrics;
    this.#watched = watch.map((watched) => new WatchedSamples(watched, this.#timeline));
  }

  header(line: Uint8Array): number {
    this.#columns = k6CsvTagColumns(line);
    return this.#columns.length + 2;
  }

  /** What has no name that a metric may have is wanted, so that `sample` can refuse it. */
  wants(bytes: Uint8Array, from: number, until: number): boolean {
    const { isValid, isRead } = this.#metrics.lookUp(bytes, from, until);
    return isRead || !isValid;
  }

  sample(sample: K6Sample): boolean {
    const metric = this.#metrics.lookUp(sample.bytes, sample.metricFrom, sample.metricUntil);
    if (!metric.isValid || !this.#isPlausible(sample.micros)) return false;
    const tags = this.#tags.lookUp(sample.bytes, sample.tagsFrom, sample.tagsUntil);
    if (metric.isOfTheClock ? this.#isBeforeLoad(sample.micros) : !tags.isLoad) return true;
    const index = this.#timeline.indexOf(sample.micros);
    if (!metric.isOfTheClock) this.#loadSpan.include(sample.micros);
    this.#record(metric, tags, index, sample);
    if (metric.watched.length > 0) {
      for (const watched of this.#watchedOf(metric, tags)) watched.record(index, sample.value);
    }
    return true;
  }

  progress(): K6Progress {
    const { blockCount, blockSeconds } = this.#timeline;
    const whole = Math.max(0, blockCount - 2);
    const { all } = this.#requests;
    const latency = all.latencyIn(whole);
    return {
      requests: all.requests,
      failedRequests: all.failedRequests,
      requestsPerSecond: all.requestsIn(whole) / blockSeconds,
      p50Ms: latency.count === 0 ? null : quantile(latency, 0.5),
      p95Ms: latency.count === 0 ? null : quantile(latency, 0.95),
    };
  }

  /** Everything but what only the scanner knows. */
  summary(): Omit<K6Ingest, 'evidence'> & { readonly evidence: Omit<K6Evidence, 'unreadable' | 'isTruncated'> } {
    this.#requests.settle();
    const { originMicros, blockSeconds } = this.#timeline;
    const { all, routes, foldedRoutes, unjudged } = this.#requests;
    const broken = routes.filter((route) => route.zeroDurationFailures > 0);
    const failing = routes.filter((route) => route.failures.size > 0);
    return {
      startedAtMs: originMicros === null ? null : originMicros / 1000,
      blockSeconds,
      durationSeconds: originMicros === null ? 0 : (this.#loadSpan.untilMicros - originMicros) / 1e6,
      requests: all.requests,
      unjudgedRequests: unjudged,
      series: [
        ...this.#requests.series(),
        ...this.#run.series(this.#loadSpan),
        ...this.#watched.map((watched) => watched.series(this.#timeline, this.#loadSpan, this.#scriptMetrics)),
      ],
      evidence: {
        iterations: this.#run.iterations,
        droppedIterations: this.#run.droppedIterations,
        zeroDurationFailures: Object.fromEntries(
          broken.map(({ route, zeroDurationFailures }) => [route, zeroDurationFailures]),
        ),
        failures: Object.fromEntries(failing.map(({ route, failures }) => [route, Object.fromEntries(failures)])),
        checks: this.#checks.byName,
        foldedRoutes,
      },
    };
  }

  #record({ name }: Metric, tags: Tagged, index: number, { micros, value }: K6Sample): void {
    if (name === 'http_req_duration') this.#requests.took(tags, micros, value);
    else if (name === 'http_req_failed') this.#requests.failed(micros, value === 1);
    else this.#run.record(name, index, value);
    if (name === 'checks') this.#checks.record(tags.byName.get('check') ?? '', value === 1);
  }

  #metric(name: string): Metric {
    const watched = this.#watched.filter((samples) => samples.watched.metric === name);
    return {
      name,
      isValid: /^[a-zA-Z_]\w{0,127}$/.test(name),
      isRead: watched.length > 0 || OUR_METRICS.has(name),
      isOfTheClock: name === 'vus' || name === 'vus_max',
      watched,
    };
  }

  #watchedOf(metric: Metric, tags: Tagged): readonly WatchedSamples[] {
    const known = tags.watched.get(metric);
    if (known !== undefined) return known;
    const matching = metric.watched.filter((watched) => watched.isMatch(tags.byName));
    tags.watched.set(metric, matching);
    return matching;
  }

  #isPlausible(micros: number): boolean {
    if (micros < EARLIEST_MICROS || Math.abs(micros - this.#newestMicros) > LONGEST_GAP_MICROS) return false;
    if (!(micros <= this.#newestMicros)) this.#newestMicros = micros;
    return true;
  }

  #isBeforeLoad(micros: number): boolean {
    const origin = this.#timeline.originMicros;
    return origin === null || micros < origin;
  }
}
