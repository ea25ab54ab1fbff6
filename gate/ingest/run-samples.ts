import type { Direction, Series } from '../core/model/series.ts';
import { BlockSums } from './block-sums.ts';
import { meanBlocks, rateBlocks, shareBlocks } from './ratio-blocks.ts';
import type { Span } from './span.ts';
import type { Timeline } from './timeline.ts';

/** What a k6 run counts besides requests: iterations, checks, virtual users. */
export class RunSamples {
  readonly #timeline: Timeline;
  readonly #iterations: BlockSums;
  readonly #dropped: BlockSums;
  readonly #checksPassed: BlockSums;
  readonly #checks: BlockSums;
  readonly #vus: BlockSums;
  readonly #vusReadings: BlockSums;

  constructor(timeline: Timeline) {
    const sums = () => timeline.follow(new BlockSums());
    this.#timeline = timeline;
    this.#iterations = sums();
    this.#dropped = sums();
    this.#checksPassed = sums();
    this.#checks = sums();
    this.#vus = sums();
    this.#vusReadings = sums();
  }

  get iterations(): number {
    return this.#iterations.total;
  }

  get droppedIterations(): number {
    return this.#dropped.total;
  }

  /** Takes a sample of one of k6's own metrics; passes over those that it does not know. */
  record(metric: string, index: number, value: number): void {
    switch (metric) {
      case 'iterations':
        this.#iterations.add(index, value);
        break;
      case 'dropped_iterations':
        this.#dropped.add(index, value);
        break;
      case 'checks':
        this.#checksPassed.add(index, value);
        this.#checks.add(index, 1);
        break;
      case 'vus':
        this.#vus.add(index, value);
        this.#vusReadings.add(index, 1);
        break;
    }
  }

  /** Series of what there was. `span`: from the first to the last sample of the load. */
  series(span: Span): readonly Series[] {
    const named = (name: string, unit: string, better: Direction) => ({ name, route: null, unit, better });
    const perSecond = (name: string, better: Direction, sums: BlockSums): Series => ({
      ...named(name, '1/s', better),
      kind: 'ratio',
      blocks: rateBlocks(this.#timeline, sums, span),
    });
    const checks = shareBlocks(this.#timeline, this.#checksPassed, this.#checks);
    const vus = meanBlocks(this.#timeline, this.#vus, this.#vusReadings);
    const all: readonly (Series | false)[] = [
      this.iterations > 0 && perSecond('iterations', 'higher', this.#iterations),
      this.droppedIterations > 0 && perSecond('dropped-iterations', 'lower', this.#dropped),
      checks.length > 0 && { ...named('checks', 'share', 'higher'), kind: 'ratio', blocks: checks },
      vus.length > 0 && { ...named('vus', 'VUs', 'lower'), kind: 'level', blocks: vus },
    ];
    return all.filter((series) => series !== false);
  }
}
