import type { CountersConfig } from '../../core/model/config.ts';
import { countsOfBlock, variantCounts } from '../../ingest/block-counts.ts';
import type { BlockCounts } from '../../ingest/claim-samples.ts';
import { httpGet } from '../http-get.ts';
import { PROMETHEUS_TEXT } from '../subject-facts.ts';
import type { Lab } from './lab-client.ts';

const DEADLINE_MS = 5_000;

/** Where requests of one variant go, and who counts for it. */
export interface ContrastSide {
  readonly origin: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly counters: readonly BlockCounter[];
}

/** Looks at totals before a block; what it returns looks again after it and says what was counted. Neither rejects: what cannot be read is left out. */
export type BlockCounter = () => Promise<() => Promise<BlockCounts>>;

/** Counters of a subject that serves this side alone, at least while the block runs. */
export function subjectCounter(origin: URL, config: CountersConfig): BlockCounter {
  const read = async (): Promise<string | null> => {
    const { status, body } = await httpGet(new URL(config.path, origin).href, {
      deadlineMs: DEADLINE_MS,
      accept: PROMETHEUS_TEXT,
    });
    return status === 200 ? body : null;
  };
  return between(read, (before, after) => countsOfBlock(config, before, after));
}

/** What the lab counts of a variant, whoever else is served meanwhile. */
export function variantCounter(lab: Lab, id: string): BlockCounter {
  return between(lab.totals, (before, after) => variantCounts(id, before, after));
}

function between<Reading>(
  read: () => Promise<Reading | null>,
  counts: (before: Reading, after: Reading) => BlockCounts,
): BlockCounter {
  const tried = () => read().catch(() => null);
  return async () => {
    const before = await tried();
    return async () => {
      const after = await tried();
      return before === null || after === null ? new Map() : counts(before, after);
    };
  };
}
