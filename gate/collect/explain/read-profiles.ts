import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionTotal } from '../../core/model/explanation.ts';
import { type CpuProfileReading, readCpuProfile } from '../../ingest/cpu-profile.ts';

/** A longer text would not fit into one string. */
const MOST_BYTES = 400 * 2 ** 20;

/**
 * Self times of all processes of one side, from the profiles that they wrote into `directory`, or why there are none: a reason
 * that ends a sentence. One that cannot be read spoils the side: nobody knows
 * which functions it holds. `root` is the side's checkout, links resolved as Node does it.
 */
export function readProfiles(
  directory: string,
  root: string,
  window: CpuProfileReading['window'],
): readonly FunctionTotal[] | string {
  const names = profileNames(directory);
  if (names.length === 0) {
    return 'no process of it wrote a profile: it is no Node, or does not end by itself when it gets SIGTERM';
  }
  const functions: FunctionTotal[] = [];
  for (const name of names) {
    const path = join(directory, name);
    try {
      if (statSync(path).size > MOST_BYTES) throw new RangeError('the profile is too large');
      functions.push(...readCpuProfile(readFileSync(path, 'utf8'), { root, window }));
    } catch (cause) {
      return cause instanceof Error ? cause.message : String(cause);
    }
  }
  return functions.length > 0 ? functions : 'its profiles hold no sample of the time under load';
}

function profileNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter((name) => name.endsWith('.cpuprofile'));
  } catch {
    return [];
  }
}
