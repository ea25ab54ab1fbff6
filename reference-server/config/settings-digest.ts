import { createHash } from 'node:crypto';
import type { Effective } from './overlay.ts';
import type { Leaf, Setting } from './setting.ts';
import { type SettingName, settings } from './settings.ts';

/** Where a server is found and what it tells people changes nothing of how it works; nor do URLs and secrets, which `shown` marks. */
const PLACES: ReadonlySet<string> = new Set<SettingName>([
  'server.port',
  'server.log',
  'redis.host',
  'redis.port',
  'redis.db',
]);

/** Twelve hex digits that differ where two servers are set differently. Nothing can be read from it. */
export function settingsDigest(effective: Effective): string {
  const leaves: Readonly<Record<string, Leaf<unknown>>> = effective;
  const values = Object.entries(settings)
    .filter(([name, { shown }]: readonly [string, Pick<Setting<unknown>, 'shown'>]) => !shown && !PLACES.has(name))
    .map(([name]) => [name, leaves[name]?.value]);
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 12);
}
