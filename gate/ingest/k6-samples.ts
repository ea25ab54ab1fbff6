import type { Direction, Series } from '../core/model/series.ts';
import { quantile } from '../core/stats/quantile.ts';
import { BlockSums } from './block-sums.ts';
import { ByteTable } from './byte-table.ts';
import { CheckTable } from './check-table.ts';
import { csvFields } from './csv-fields.ts';
import { k6CsvTagColumns, k6CsvTags } from './k6-csv-header.ts';
import type { K6CsvReader, K6Sample } from './k6-csv-scanner.ts';
import type { K6Evidence, K6Ingest, K6Progress } from './k6-ingest.ts';
import { meanBlocks, rateBlocks, shareBlocks } from './ratio-blocks.ts';
import { routeName } from './route-name.ts';
import { type Ending, RouteSamples } from './route-samples.ts';
import { RouteTable } from './route-table.ts';
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
const OUR_METRICS = new Set(['http_req_duration', 'iterations', 'dropped_iterations', 'checks', 'vus']);

interface Metric {
  readonly name: string;
  readonly isValid: boolean;
  readonly isRead: boolean;
  /** k6 samples these by the clock, outside all scenarios. */
  readonly isOfTheClock: boolean;
  readonly watched: readonly WatchedSamples[];
}

/** What one combination of tags means. Samples of set-up and teardown carry no scenario: they are no load. */
interface Tags extends Ending {
  readonly byName: ReadonlyMap<string, string>;
  readonly isLoad: boolean;
  route: RouteSamples | null;
  readonly watched: Map<Metric, readonly WatchedSamples[]>;
}

/** Takes k6's samples one by one and keeps what a run record needs of them, block by block. */
export class K6Samples implements K6CsvReader {
  readonly #timeline = new Timeline();
  readonly #metrics = new ByteTable(MAX_REMEMBERED, (slice) => this.#metric(utf8Text(slice)));
  readonly #tags = new ByteTable(MAX_REMEMBERED, (slice) => this.#tagsOf(csvFields(slice)));
  readonly #watched: readonly WatchedSamples[];
  readonly #scriptMetrics: ReadonlyMap<string, ScriptMetric>;
  readonly #all = new RouteSamples(null, this.#timeline);
  readonly #routes = new RouteTable(this.#timeline);
  readonly #checks = new CheckTable();
  readonly #checkPasses = this.#timeline.follow(new BlockSums());
  readonly #checkCount = this.#timeline.follow(new BlockSums());
  readonly #iterations = this.#timeline.follow(new BlockSums());
  readonly #dropped = this.#timeline.follow(new BlockSums());
  readonly #vus = this.#timeline.follow(new BlockSums());
  readonly #vusCount = this.#timeline.follow(new BlockSums());
  readonly #loadSpan = new Span();
  readonly #requestSpan = new Span();
  #columns: readonly string[] = [];
  #newestMicros = Number.NaN;

  constructor(watch: readonly WatchedSeries[], metrics: ReadonlyMap<string, ScriptMetric>) {
    this.#scriptMetrics = metrics;
    this.#watched = watch.map((watched) => new WatchedSamples(watched, this.#timeline));
  }

  header(line: Uint8Array): number {
    this.#columns = k6CsvTagColumns(line);
    return this.#columns.length + 2;
  }

  sample(sample: K6Sample): boolean {
    const metric = this.#metrics.lookUp(sample.bytes, sample.metricFrom, sample.metricUntil);
    if (!metric.isValid || !this.#isPlausible(sample.micros)) return false;
    if (!metric.isRead) return true;
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
    const latency = this.#all.latencyIn(whole);
    return {
      requests: this.#all.requests,
      failedRequests: this.#all.failedRequests,
      requestsPerSecond: this.#all.requestsIn(whole) / blockSeconds,
      p95Ms: latency.count === 0 ? null : quantile(latency, 0.95),
    };
  }

  /** Everything but what only the scanner knows. */
  summary(): Omit<K6Ingest, 'evidence'> & { readonly evidence: Omit<K6Evidence, 'unreadable' | 'isTruncated'> } {
    const { originMicros, blockSeconds } = this.#timeline;
    const routes = this.#routes.all;
    const broken = routes.filter((route) => route.zeroDurationFailures > 0);
    const failing = routes.filter((route) => route.failures.size > 0);
    return {
      startedAtMs: originMicros === null ? null : originMicros / 1000,
      blockSeconds,
      durationSeconds: originMicros === null ? 0 : (this.#loadSpan.untilMicros - originMicros) / 1e6,
      requests: this.#all.requests,
      series: [
        ...[this.#all, ...routes].flatMap((route) => route.series(this.#timeline, this.#requestSpan)),
        ...this.#seriesOfTheRun(),
        ...this.#watched.map((watched) => watched.series(this.#timeline, this.#loadSpan, this.#scriptMetrics)),
      ],
      evidence: {
        iterations: this.#iterations.total,
        droppedIterations: this.#dropped.total,
        zeroDurationFailures: Object.fromEntries(
          broken.map(({ route, zeroDurationFailures }) => [route, zeroDurationFailures]),
        ),
        failures: Object.fromEntries(failing.map(({ route, failures }) => [route, Object.fromEntries(failures)])),
        checks: this.#checks.byName,
        foldedRoutes: this.#routes.foldedRoutes,
      },
    };
  }

  #record(metric: Metric, tags: Tags, index: number, { micros, value }: K6Sample): void {
    switch (metric.name) {
      case 'http_req_duration': {
        tags.route ??= this.#routes.of(routeName(tags.byName.get('name') ?? '', tags.byName.get('method') ?? ''));
        tags.route.record(index, value, tags);
        this.#all.record(index, value, tags);
        this.#requestSpan.include(micros);
        break;
      }
      case 'iterations':
        this.#iterations.add(index, value);
        break;
      case 'dropped_iterations':
        this.#dropped.add(index, value);
        break;
      case 'checks':
        this.#checkPasses.add(index, value);
        this.#checkCount.add(index, 1);
        this.#checks.record(tags.byName.get('check') ?? '', value === 1);
        break;
      case 'vus':
        this.#vus.add(index, value);
        this.#vusCount.add(index, 1);
        break;
    }
  }

  #seriesOfTheRun(): readonly Series[] {
    const timeline = this.#timeline;
    const named = (name: string, unit: string, better: Direction) => ({ name, route: null, unit, better });
    const perSecond = (name: string, better: Direction, sums: BlockSums): Series => ({
      ...named(name, '1/s', better),
      kind: 'ratio',
      blocks: rateBlocks(timeline, sums, this.#loadSpan),
    });
    const checks = shareBlocks(timeline, this.#checkPasses, this.#checkCount);
    const vus = meanBlocks(timeline, this.#vus, this.#vusCount);
    const all: readonly (Series | false)[] = [
      this.#iterations.total > 0 && perSecond('iterations', 'higher', this.#iterations),
      this.#dropped.total > 0 && perSecond('dropped-iterations', 'lower', this.#dropped),
      checks.length > 0 && { ...named('checks', 'share', 'higher'), kind: 'ratio', blocks: checks },
      vus.length > 0 && { ...named('vus', 'VUs', 'lower'), kind: 'level', blocks: vus },
    ];
    return all.filter((series) => series !== false);
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

  #tagsOf(fields: readonly string[]): Tags {
    const byName = k6CsvTags(this.#columns, fields);
    const status = byName.get('status') ?? '0';
    const isUnanswered = status === '0';
    const expected = byName.get('expected_response');
    // A script may switch off `expected_response`; then only a request without any answer has surely failed.
    const isFailed = expected === undefined ? isUnanswered : expected === 'false';
    const failure = isUnanswered ? (byName.get('error_code') ?? '0') : status;
    return {
      byName,
      isLoad: this.#columns.includes('scenario')
        ? byName.has('scenario')
        : !/^::(setup|teardown)/.test(byName.get('group') ?? ''),
      failure: isFailed ? failure : null,
      isUnanswered,
      route: null,
      watched: new Map(),
    };
  }

  #watchedOf(metric: Metric, tags: Tags): readonly WatchedSamples[] {
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
