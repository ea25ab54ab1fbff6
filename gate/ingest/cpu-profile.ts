import { z } from 'zod';
import type { FunctionTotal } from '../core/model/explanation.ts';
import { createFunctionPlaces, type FunctionPlace } from './function-place.ts';

/** How a `.cpuprofile` is read. */
export interface CpuProfileReading {
  /** Folder of the checkout that the process ran in, links resolved; paths of functions begin there. */
  readonly root: string;
  /** Only what was sampled in this stretch of the monotonic clock counts, in microseconds. */
  readonly window: { readonly fromUs: number; readonly untilUs: number };
}

const node = z.object({
  id: z.number().int(),
  callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number().int() }),
  children: z.array(z.number().int()).optional(),
});

const profile = z.object({
  nodes: z.array(node).min(1),
  startTime: z.number(),
  endTime: z.number(),
  samples: z.array(z.number().int()),
  timeDeltas: z.array(z.number()),
});

/**
 * A sample stands for the time until the next one, but for no more than this many of the usual intervals: where the sampler
 * itself had no processor, nobody knows what ran.
 */
const MOST_INTERVALS = 5;

/**
 * Self time per function in a profile that V8 wrote (`node --cpu-prof`). What a function spent in the runtime's own code that
 * it called (native code, `node:…`) is counted as its own: nobody can change it there. Empty where no sample falls into the
 * window. Throws RangeError on a text that is no such profile, or one that was not written to its end.
 * Source: Chrome DevTools Protocol, `Profiler.Profile`; times are microseconds of the monotonic clock.
 */
export function readCpuProfile(text: string, { root, window }: CpuProfileReading): readonly FunctionTotal[] {
  const { nodes, startTime, samples, timeDeltas } = parse(text);
  const places = ownPlaces(nodes, root);
  const longestUs = MOST_INTERVALS * median(timeDeltas.filter((delta) => delta > 0));
  const totals = new Map<FunctionPlace, number>();
  let atUs = startTime;
  for (const [index, id] of samples.entries()) {
    atUs += timeDeltas[index] ?? 0;
    if (atUs < window.fromUs || atUs >= window.untilUs) continue;
    const place = places.get(id);
    if (place === undefined) throw new RangeError(`the profile has a sample of node ${id}, which it does not describe`);
    const lasted = Math.min(Math.max(0, timeDeltas[index + 1] ?? 0), longestUs);
    totals.set(place, (totals.get(place) ?? 0) + lasted / 1000);
  }
  return [...totals].map(([place, ms]) => ({ ...place, ms }));
}

function parse(text: string): z.infer<typeof profile> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RangeError('the profile was not written to its end', { cause });
  }
  const parsed = profile.safeParse(value);
  if (!parsed.success) throw new RangeError('the file is no CPU profile', { cause: parsed.error });
  const { samples, timeDeltas } = parsed.data;
  if (samples.length !== timeDeltas.length) throw new RangeError('the profile lacks samples or their times');
  return parsed.data;
}

/** The function that each node's time is counted as: its own, or the nearest caller that is not the runtime's. */
function ownPlaces(nodes: z.infer<typeof profile>['nodes'], root: string): ReadonlyMap<number, FunctionPlace> {
  const placeOf = createFunctionPlaces(root);
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const byId = new Map(nodes.map((entry) => [entry.id, entry]));
  const found = new Map<number, FunctionPlace | null>();
  const ownOrCallers = (id: number): FunctionPlace | null => {
    const known = found.get(id);
    if (known !== undefined) return known;
    found.set(id, null);
    const frame = byId.get(id)?.callFrame;
    const place = frame === undefined ? null : placeOf(frame);
    const caller = callers.get(id);
    const own = place !== null && !place.isRuntime ? place.place : caller === undefined ? null : ownOrCallers(caller);
    found.set(id, own);
    return own;
  };
  return new Map(
    nodes.flatMap(({ id, callFrame }) => {
      const place = ownOrCallers(id) ?? placeOf(callFrame).place;
      return [[id, place] as const];
    }),
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
