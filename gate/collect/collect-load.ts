import { relative, resolve } from 'node:path';
import { GateError } from '../core/model/gate-error.ts';
import { createK6CsvIngest } from '../ingest/k6-csv.ts';
import { assembleLoad, type LoadParts } from './assemble-load.ts';
import { createCounterPoll } from './counter-poll.ts';
import { type Guardian, startGuardian } from './guardian.ts';
import { inspectScript, type K6Call } from './inspect-script.ts';
import { findK6 } from './k6-binary.ts';
import { inspectCommand, k6Environment, runCommand } from './k6-command.ts';
import type { CollectEvents, Collected, LoadPlan } from './load-plan.ts';
import { assertHostAllowed } from './loopback.ts';
import { observeLoad } from './observe-load.ts';
import { createRedact, type Redact, redactDeep } from './redact.ts';
import { prepareRunFolder, type RunFolder } from './run-folder.ts';
import { scriptVariables } from './script-variables.ts';
import { locateSubject, startSubject } from './subject.ts';
import { baseUrl } from './subject-url.ts';

/**
 * Runs one k6 script against one subject and hands over what was measured. Nothing that it started is left when it
 * returns or throws, nor when this process is killed. Throws GateError (docs/errors.md, "collect").
 */
export async function collectLoad(plan: LoadPlan, events: CollectEvents): Promise<Collected> {
  const guardian = startGuardian();
  try {
    return await collect(plan, events, guardian);
  } catch (cause) {
    throw events.signal.aborted ? interrupted(cause) : cause;
  } finally {
    guardian.close();
  }
}

/** The error of a collection that somebody stopped. */
export function interrupted(cause: unknown): GateError {
  return new GateError({
    code: 'INTERRUPTED',
    message: 'the run was stopped before its end; nothing of it is kept.',
    advice: 'Start it again.',
    cause,
  });
}
