import { Agent } from 'node:http';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import type { ClaimLoad, LoadContrast, MeasuredVariant } from '../../core/model/claim.ts';
import type { Evidence } from '../../core/model/evidence.ts';
import { type BlockCounts, type ClaimSample, ClaimSamples } from '../../ingest/claim-samples.ts';
import { NO_EVIDENCE } from '../../ingest/suite-measurement.ts';
import type { ContrastSide } from './contrast-side.ts';
import { type Arrivals, driveRequests } from './drive-requests.ts';
import type { TracePair } from './request-trace.ts';
import { sendRequest } from './send-request.ts';

const WARM_UP_CLIENTS = 8;

/** In this order everywhere: of what is compared, the one without comes first. */
const SIDES = ['without', 'with'] as const;
type Side = (typeof SIDES)[number];

export interface LoadContrastRun {
  readonly contrast: Pick<LoadContrast, 'kind' | 'load'>;
  readonly sides: Readonly<Record<Side, ContrastSide>>;
  readonly nextPair: () => TracePair;
  readonly onBlock: (number: number, of: number) => void;
  readonly signal: AbortSignal;
}

/** Both sides under the same requests, warmed up first, block by block; between blocks nothing is in flight. */
export async function measureLoadContrast(run: LoadContrastRun): Promise<Readonly<Record<Side, MeasuredVariant>>> {
  const { load, kind } = run.contrast;
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const samples = { without: new ClaimSamples(), with: new ClaimSamples() };
  const dropped = { without: 0, with: 0 };
  try {
    await warmUp(run, agent);
    const [cpu, began] = [process.cpuUsage(), performance.now()];
    for (let number = 0; number < load.blocks; number += 1) {
      run.onBlock(number + 1, load.blocks);
      const at = (performance.now() - began) / 1000;
      const pairs = Array.from({ length: load.requests }, run.nextPair);
      const driven = kind === 'requests' ? await interleaved(run, pairs, agent) : await alternating(run, pairs, agent);
      for (const side of SIDES) {
        const { answers, counts, seconds } = driven[side];
        const answered = answers.filter((one) => one !== null);
        dropped[side] += answers.length - answered.length;
        samples[side].add(at, answered, counts, seconds);
      }
    }
    const used = process.cpuUsage(cpu);
    const seconds = (performance.now() - began) / 1000;
    const generatorCpuShare = (used.user + used.system) / 1e6 / seconds / availableParallelism();
    const measured = (side: Side): MeasuredVariant => ({
      series: samples[side].series(),
      evidence: evidenceOf(load, { requests: samples[side].requests, dropped: dropped[side], generatorCpuShare }),
    });
    return { without: measured('without'), with: measured('with') };
  } finally {
    agent.destroy();
  }
}

/** What a block brought to one side. `seconds`: how long it had the subject for itself; `null`: it never had. */
interface SideBlock {
  readonly answers: readonly (ClaimSample | null)[];
  readonly counts: BlockCounts;
  readonly seconds: number | null;
}

type DrivenBlock = Readonly<Record<Side, SideBlock>>;

async function warmUp(run: LoadContrastRun, agent: Agent): Promise<void> {
  const pairs = Array.from({ length: run.contrast.load.warmUp }, run.nextPair);
  const jobs = pairs.flatMap((pair) => orderOf(pair).map((side) => jobOf(run, side, pair, agent)));
  await driveRequests(jobs, { clients: WARM_UP_CLIENTS }, run.signal);
}

async function interleaved(run: LoadContrastRun, pairs: readonly TracePair[], agent: Agent): Promise<DrivenBlock> {
  const order = pairs.flatMap((pair) => orderOf(pair).map((side) => ({ side, pair })));
  const [countWithout, countWith] = await Promise.all(SIDES.map((side) => startCounting(run.sides[side])));
  const { answers } = await driveRequests(
    order.map(({ side, pair }) => jobOf(run, side, pair, agent)),
    arrivalsOf(run.contrast.load),
    run.signal,
  );
  const of = (wanted: Side) => answers.filter((_, index) => order[index]?.side === wanted);
  const [without, withIt] = await Promise.all([countWithout?.() ?? new Map(), countWith?.() ?? new Map()]);
  return {
    without: { answers: of('without'), counts: without, seconds: null },
    with: { answers: of('with'), counts: withIt, seconds: null },
  };
}

async function alternating(run: LoadContrastRun, pairs: readonly TracePair[], agent: Agent): Promise<DrivenBlock> {
  const blocks: Partial<Record<Side, SideBlock>> = {};
  const [first] = pairs;
  for (const side of first === undefined ? SIDES : orderOf(first)) {
    const count = await startCounting(run.sides[side]);
    const jobs = pairs.map((pair) => jobOf(run, side, pair, agent));
    const { answers, seconds } = await driveRequests(jobs, arrivalsOf(run.contrast.load), run.signal);
    blocks[side] = { answers, counts: await count(), seconds };
  }
  const { without, with: withIt } = blocks;
  if (without === undefined || withIt === undefined) throw new TypeError('both sides have had their turn');
  return { without, with: withIt };
}

/** All counters of a side as one. */
async function startCounting({ counters }: ContrastSide): Promise<() => Promise<BlockCounts>> {
  const ends = await Promise.all(counters.map((counter) => counter()));
  return async () => new Map((await Promise.all(ends.map((end) => end()))).flatMap((counts) => [...counts]));
}

function orderOf({ isWithFirst }: TracePair): readonly Side[] {
  return isWithFirst ? ['with', 'without'] : SIDES;
}

function jobOf(run: LoadContrastRun, side: Side, pair: TracePair, agent: Agent): () => Promise<ClaimSample> {
  const { origin, headers } = run.sides[side];
  return () =>
    sendRequest({ origin, route: pair.route, path: pair.path, headers: { ...pair.headers, ...headers } }, agent);
}

function arrivalsOf({ rate, clients }: ClaimLoad): Arrivals {
  return rate === undefined ? { clients: clients ?? 1 } : { rate };
}

function evidenceOf(
  load: ClaimLoad,
  counted: { readonly requests: number; readonly dropped: number; readonly generatorCpuShare: number },
): Evidence {
  return {
    ...NO_EVIDENCE,
    plannedIterations: load.blocks * load.requests,
    iterations: counted.requests,
    droppedIterations: counted.dropped,
    isOpenModel: load.rate !== undefined,
    generatorCpuShare: counted.generatorCpuShare,
  };
}
