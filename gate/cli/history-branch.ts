import type { LoadedConfig } from './config.ts';

/** The branch whose runs become baselines. */
export function historyBranch(loaded: LoadedConfig | null): string {
  return loaded?.config.history?.branch ?? 'main';
}
