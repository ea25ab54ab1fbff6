import { join } from 'node:path';

/** Environment of a newcomer's machine: ours, with the caches of npm and Go in a folder that starts empty. */
export function withEmptyCaches(folder: string): Readonly<Record<string, string | undefined>> {
  return {
    ...process.env,
    npm_config_cache: join(folder, 'npm'),
    GOCACHE: join(folder, 'go-build'),
    GOMODCACHE: join(folder, 'go-mod'),
  };
}
