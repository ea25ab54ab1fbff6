import { machineSeconds } from './cpu-time.ts';

/** Share of the machine that other programs may use. On two cores, one busy neighbour for a fifth of the time is 10 %. */
export const MOST_OTHERS = 0.1;

/** Begins to watch the machine; what it returns tells the share of it that others have used since. `ours`: CPU seconds so far. */
export function watchOthers(ours: () => number): () => number {
  const before = { ...machineSeconds(), ours: ours() };
  return () => {
    const { busy, all } = machineSeconds();
    return (busy - before.busy - (ours() - before.ours)) / (all - before.all);
  };
}
