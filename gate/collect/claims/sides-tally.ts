import { availableParallelism } from 'node:os';
import process from 'node:process';
import type { ClaimLoad, ClaimLooks, MeasuredVariant } from '../../core/model/claim.ts';
import { type BlockCounts, type ClaimSample, ClaimSamples } from '../../ingest/claim-samples.ts';
import { NO_EVIDENCE } from '../../ingest/suite-measurement.ts';

/** In this order everywhere: of what is compared, the one without comes first. */
export const SIDES = ['without', 'with'] as const;
export type Side = (typeof SIDES)[number];

/** What a block brought to one side. `seconds`: how long it had the subject for itself; `null`: it never had. */
export interface SideBlock {
  readonly answers: readonly (ClaimSample | null)[];
  readonly counts: BlockCounts;
  readonly seconds: number | null;
}

export type DrivenBlock = Readonly<Record<Side, SideBlock>>;

/** What both sides showed until a look. */
export interface MeasuredSides extends Readonly<Record<Side, MeasuredVariant>> {
  readonly looks: ClaimLooks;
}

/** Both sides of a contrast, block by block; made when the first of them begins. */
export class SidesTally {
  readonly #load: ClaimLoad;
  readonly #looks: readonly number[];
  readonly #samples = { without: new ClaimSamples(), with: new ClaimSamples() };
  readonly #dropped = { without: 0, with: 0 };
  readonly #cpu = process.cpuUsage();
  readonly #began = performance.now();
  #blocks = 0;

  constructor(load: ClaimLoad, looks: readonly number[]) {
    this.#load = load;
    this.#looks = looks;
  }

  get blocks(): number {
    return this.#blocks;
  }

  /** Since the first block began. */
  get seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  add(at: number, block: DrivenBlock): void {
    this.#blocks += 1;
    for (const side of SIDES) {
      const { answers, counts, seconds } = block[side];
      const answered = answers.filter((one) => one !== null);
      this.#dropped[side] += answers.length - answered.length;
      this.#samples[side].add(at, answered, counts, seconds);
    }
  }

  /** All blocks until now. */
  measured(): MeasuredSides {
    const { user, system } = process.cpuUsage(this.#cpu);
    const generatorCpuShare = (user + system) / 1e6 / this.seconds / availableParallelism();
    const variant = (side: Side): MeasuredVariant => ({
      series: this.#samples[side].series(),
      evidence: {
        ...NO_EVIDENCE,
        plannedIterations: this.#blocks * this.#load.requests,
        iterations: this.#samples[side].requests,
        droppedIterations: this.#dropped[side],
        isOpenModel: this.#load.rate !== undefined,
        generatorCpuShare,
      },
    });
    const taken = this.#looks.filter((look) => look <= this.#blocks).length;
    return { without: variant('without'), with: variant('with'), looks: { taken, planned: this.#looks.length } };
  }
}
