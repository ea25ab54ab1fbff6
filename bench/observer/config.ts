import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The k6 that the set-up of this checkout built. */
const built = join(import.meta.dirname, '../../.loadline/cache/k6/k6');

/** What this benchmark takes from its environment. */
export const config = Object.freeze({
  k6: process.env.K6_BIN ?? (existsSync(built) ? built : 'k6'),
  path: process.env.PATH ?? '',
});
