import { Agent } from 'node:http';
import type { ClaimLoad, LoadContrast } from '../../core/model/claim.ts';
import type { BlockCounts, ClaimSample } from '../../ingest/claim-samples.ts';
import type { ContrastSide } from './contrast-side.ts';
import { type Arrivals, driveRequests } from './drive-requests.ts';
import type { TracePair } from './request-trace.ts';
import { sendRequest } from './send-request.ts';
import { type DrivenBlock, type MeasuredSides, SIDES, type Side, type SideBlock, SidesTally } from './sides-tally.ts';

const WARM_UP_CLIENTS = 8;

export interface LoadContrastRun {
  readonly contrast: Pick<LoadContrast, 'kind' | 'load'>;
  /** Numbers of blocks after which it is looked at, rising; the last is all. */
  readonly looks: readonly number[];
  /** Asked at each look: whether more blocks would change nothing. */
  readonly isDecided: (measured: MeasuredSides) => boolean;
  readonly sides: Readonly<Record<Side, ContrastSide>>;
  readonly nextPair: () => TracePair;
  readonly onBlock: (number: number, of: number) => void;
  readonly signal: AbortSignal;
}

/** Both sides under the same requests, warmed up first, block by block, until all is certain at a look; between blocks nothing is in flight. */
export async function measureLoadContrast(run: LoadContrastRun): Promise<MeasuredSides> {
  const { load, kind } = run.contrast;
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  try {
    await warmUp(run, agent);
    const tally = new SidesTally(load, run.looks);
    while (tally.blocks < load.blocks) {
      run.onBlock(tally.blocks + 1, load.blocks);
      const at = tally.seconds;
      const pairs = Array.from({ length: load.requests }, run.nextPair);
      tally.add(at, kind === 'requests' ? await interleaved(run, pairs, agent) : await alternating(run, pairs, agent));
      if (run.looks.includes(tally.blocks) && run.isDecided(tally.measured())) break;
    }
    return tally.measured();
  } finally {
    agent.destroy();
  }
}

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
