import type { Series } from '../core/model/series.ts';
import type { K6Tags } from './k6-tags.ts';
import { type KnownHosts, routeName } from './route-name.ts';
import { RouteSamples } from './route-samples.ts';
import { RouteTable } from './route-table.ts';
import { Span } from './span.ts';
import type { Timeline } from './timeline.ts';

/** A combination of tags, and the route that its requests belong to, looked up when the first one comes. */
export interface RequestTags extends K6Tags {
  route: RouteSamples | null;
}

/**
 * The requests of a run, by route and all together. k6 writes the samples of one request in a row, its duration before whether it
 * failed; so a duration is held until the other has come. A tag on every sample would say the same at a cost (bench/observer).
 */
export class RequestSamples {
  readonly all: RouteSamples;
  readonly #timeline: Timeline;
  readonly #routes: RouteTable;
  readonly #hosts: KnownHosts;
  readonly #span = new Span();
  #unjudged = 0;
  readonly #held: { tags: RequestTags | null; micros: number; durationMs: number } = {
    tags: null,
    micros: 0,
    durationMs: 0,
  };

  constructor(timeline: Timeline, hosts: KnownHosts) {
    this.#timeline = timeline;
    this.#hosts = hosts;
    this.all = new RouteSamples(null, timeline);
    this.#routes = new RouteTable(timeline);
  }

  get routes(): readonly RouteSamples[] {
    return this.#routes.all;
  }

  get foldedRoutes(): number {
    return this.#routes.foldedRoutes;
  }

  /** Requests of which nothing said whether they failed. */
  get unjudged(): number {
    return this.#unjudged;
  }

  /** A sample of `http_req_duration`. `micros`: the end of the request. */
  took(tags: RequestTags, micros: number, durationMs: number): void {
    this.settle();
    this.#held.tags = tags;
    this.#held.micros = micros;
    this.#held.durationMs = durationMs;
  }

  /** A sample of `http_req_failed`. */
  failed(micros: number, hasFailed: boolean): void {
    if (this.#held.micros === micros) this.#settle(hasFailed);
  }

  /**
   * Counts a request that says nothing of whether it failed, because the script took k6's response callback away: then what k6
   * expects by default counts. To be called when no more samples come.
   */
  settle(): void {
    const { tags } = this.#held;
    if (tags === null) return;
    this.#unjudged += 1;
    this.#settle(!tags.isExpectedByDefault);
  }

  series(): readonly Series[] {
    return [this.all, ...this.routes].flatMap((route) => route.series(this.#timeline, this.#span));
  }

  #settle(hasFailed: boolean): void {
    const { tags, micros, durationMs } = this.#held;
    if (tags === null) return;
    this.#held.tags = null;
    const index = this.#timeline.indexOf(micros);
    const ending = hasFailed ? tags.unexpected : tags.expected;
    tags.route ??= this.#routes.of(
      routeName(tags.byName.get('name') ?? '', tags.byName.get('method') ?? '', this.#hosts),
    );
    tags.route.record(index, durationMs, ending);
    this.all.record(index, durationMs, ending);
    this.#span.include(micros);
  }
}
