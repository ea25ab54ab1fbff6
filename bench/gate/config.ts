import { env } from 'node:process';

/** Folder of recorded data to judge, from `LOADLINE_DATA`; there is no default: `null` where it is not set. */
export function dataFolder(): string | null {
  return env.LOADLINE_DATA ?? null;
}
