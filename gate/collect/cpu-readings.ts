import type { RatioBlock, RatioSeries } from '../core/model/series.ts';
import type { MachineCpu } from './process-cpu.ts';

/** CPU time so far, in seconds: of the load generator, and of the whole machine over all its cores. */
export interface CpuReading extends MachineCpu {
  readonly atMs: number;
  readonly generatorSeconds: number;
}

/** How blocks of the run lie in time. */
export interface BlockGrid {
  /** Start of block 0 in ms since 1970. */
  readonly startedAtMs: number;
  readonly blockSeconds: number;
}

/** More than twice the blocks of a record, so that thinned readings still hit each of them. */
const MAX_READINGS = 2048;

/** Readings of a run of any length in constant memory: they are totals, so leaving out every second one loses no CPU time. */
export class CpuReadings {
  #readings: CpuReading[] = [];
  #everyNth = 1;
  #taken = 0;

  add(reading: CpuReading): void {
    if (this.#taken++ % this.#everyNth !== 0) return;
    this.#readings.push(reading);
    if (this.#readings.length < MAX_READINGS) return;
    this.#readings = this.#readings.filter((_, index) => index % 2 === 0);
    this.#everyNth *= 2;
  }

  /** Shares of the machine from one moment to the end; `null` without two readings. */
  sharesSince(fromMs: number): { readonly generator: number; readonly other: number } | null {
    const first = this.#readings.find(({ atMs }) => atMs >= fromMs);
    const last = this.#readings.at(-1);
    if (first === undefined || last === undefined || last.totalSeconds <= first.totalSeconds) return null;
    const total = last.totalSeconds - first.totalSeconds;
    const generator = (last.generatorSeconds - first.generatorSeconds) / total;
    return { generator, other: Math.max(0, (last.busySeconds - first.busySeconds) / total - generator) };
  }

  /** `generator-cpu`, `machine-cpu` and `stolen-cpu`: shares of the machine's CPU time, block by block. Empty without readings. */
  series(grid: BlockGrid): readonly RatioSeries[] {
    const named = { kind: 'ratio', route: null, unit: 'share', better: 'lower' } as const;
    const series = [
      { ...named, name: 'generator-cpu', blocks: this.#blocks(grid, ({ generatorSeconds }) => generatorSeconds) },
      { ...named, name: 'machine-cpu', blocks: this.#blocks(grid, ({ busySeconds }) => busySeconds) },
      { ...named, name: 'stolen-cpu', blocks: this.#blocks(grid, ({ stolenSeconds }) => stolenSeconds) },
    ];
    return series.filter(({ blocks }) => blocks.length > 0);
  }

  /** Each stretch between two readings counts into the block in which its middle lies. */
  #blocks({ startedAtMs, blockSeconds }: BlockGrid, used: (reading: CpuReading) => number): readonly RatioBlock[] {
    const blocks = new Map<number, { at: number; numerator: number; denominator: number }>();
    for (let index = 1; index < this.#readings.length; index += 1) {
      const [before, after] = [this.#readings[index - 1], this.#readings[index]];
      if (before === undefined || after === undefined) continue;
      const middleMs = (before.atMs + after.atMs) / 2;
      const at = Math.floor((middleMs - startedAtMs) / 1000 / blockSeconds) * blockSeconds;
      if (at < 0) continue;
      const block = blocks.get(at) ?? { at, numerator: 0, denominator: 0 };
      block.numerator += used(after) - used(before);
      block.denominator += after.totalSeconds - before.totalSeconds;
      blocks.set(at, block);
    }
    return [...blocks.values()].filter(({ denominator }) => denominator > 0);
  }
}
