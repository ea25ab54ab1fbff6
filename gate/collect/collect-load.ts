import { assembleLoad } from './assemble-load.ts';
import { startGuardian } from './guardian.ts';
import type { CollectEvents, Collected, LoadPlan } from './load-plan.ts';
import { measureLoad } from './measure-load.ts';
import { prepareLoad } from './prepare-load.ts';
import { redactDeep } from './redact.ts';

/**
 * Runs one k6 script against one subject and hands over what was measured. Nothing that it started is left when it returns or
 * throws, nor when this process is killed. Throws GateError; the reason of `events.signal` where that was aborted.
 */
export async function collectLoad(plan: LoadPlan, events: CollectEvents): Promise<Collected> {
  const guardian = startGuardian();
  try {
    events.onProgress({ phase: 'preparing' });
    const prepared = await prepareLoad(plan, guardian, events.signal);
    events.onProgress({ phase: 'planned', load: prepared.k6Plan });
    const measured = await measureLoad(plan, prepared, events);
    events.signal.throwIfAborted();
    return redactDeep(await assembleLoad(plan, prepared, measured), prepared.redact);
  } catch (cause) {
    throw events.signal.aborted ? events.signal.reason : cause;
  } finally {
    guardian.close();
  }
}
