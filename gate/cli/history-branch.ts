import type { LoadedConfig } from './config.ts';
import { defaultBranch } from './default-branch.ts';

/** The branch whose runs become baselines: that of the config, else the default branch of the repository, else `main`. */
export function historyBranch(
  loaded: LoadedConfig | null,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  return loaded?.config.history?.branch ?? defaultBranch(folder, environment) ?? 'main';
}
