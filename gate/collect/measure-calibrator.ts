import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { binScript } from './bin-script.ts';

/** Twenty times what it takes on two busy cores. */
const PATIENCE_MS = 30_000;

/**
 * Time of each batch of the control workload (bin/calibrator.mjs), ms, measured now in a process of its own; about half a second.
 * Empty where it could not be measured: a run is not worth losing for it. Throws the reason of `signal` where that is aborted.
 */
export async function measureCalibrator(signal: AbortSignal): Promise<readonly number[]> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [binScript('calibrator.mjs')], {
      signal,
      timeout: PATIENCE_MS,
      // NODE_OPTIONS of a debugger or a coverage tool would slow the control workload, and only that.
      env: {},
    });
    const printed: unknown = JSON.parse(stdout);
    return batchesOf(printed);
  } catch {
    signal.throwIfAborted();
    return [];
  }
}

function batchesOf(printed: unknown): readonly number[] {
  if (typeof printed !== 'object' || printed === null || !('batchesMs' in printed)) return [];
  const { batchesMs } = printed;
  return Array.isArray(batchesMs) && batchesMs.every((value) => typeof value === 'number' && value > 0)
    ? batchesMs
    : [];
}
