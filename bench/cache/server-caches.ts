import type { KvClient } from '../../reference-server/cache/kv-client.ts';
import { CacheMaker } from '../../reference-server/cache-maker.ts';
import { readConfig } from '../../reference-server/config/config.ts';
import { serverSettings } from '../../reference-server/config/server-settings.ts';
import { systemClock } from '../../reference-server/system-clock.ts';

/** What makes the caches of the server, set as it is when it is started by hand; `variables` as in its environment. */
export function serverCaches(kv: KvClient | null, variables: Readonly<Record<string, string>> = {}): CacheMaker {
  return new CacheMaker(serverSettings(readConfig(variables).settings), kv, systemClock);
}
