import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { GateError } from '../core/model/gate-error.ts';
import { type K6Plan, readK6Plan } from '../ingest/k6-inspect.ts';
import { type ScriptMetric, scriptMetrics } from '../ingest/script-metrics.ts';
import type { Guardian } from './guardian.ts';
import { inspectScript, type K6Call } from './inspect-script.ts';
import { findK6, type K6Binary } from './k6-binary.ts';
import { inspectCommand, k6Environment, runCommand } from './k6-command.ts';
import type { LoadPlan } from './load-plan.ts';
import { assertHostAllowed, refusedNetworks } from './loopback.ts';
import { createRedact, type Redact } from './redact.ts';
import { prepareRunFolder, type RunFolder } from './run-folder.ts';
import { scriptVariables } from './script-variables.ts';
import { locateSubject } from './subject.ts';
import { baseUrl } from './subject-url.ts';

/** All that is known before anything is started. */
export interface PreparedLoad {
  readonly guardian: Guardian;
  readonly folder: RunFolder;
  readonly k6: K6Binary;
  readonly url: URL;
  readonly script: { readonly path: string; readonly sha256: string };
  /** Resolved options, as k6 prints them. */
  readonly options: unknown;
  readonly k6Plan: K6Plan;
  readonly metrics: ReadonlyMap<string, ScriptMetric>;
  readonly redact: Redact;
  /** How k6 is run; its signal is that of the whole collection. */
  readonly call: K6Call;
}

/** Finds k6, checks the address and the script, and starts nothing that stays. */
export async function prepareLoad(plan: LoadPlan, guardian: Guardian, signal: AbortSignal): Promise<PreparedLoad> {
  const folder = prepareRunFolder(plan.loadlineDirectory, plan.id);
  const k6 = await findK6(plan);
  const url = await locateSubject(plan.subject.config);
  await assertHostAllowed(url, plan.allowedHosts);
  const redact = createRedact({ ...plan.passedVariables, ...passwordOf(url) });
  const path = relative(plan.cwd, resolve(plan.cwd, plan.script));
  const source = readScript(resolve(plan.cwd, plan.script), path);
  const env = k6Environment(plan.environment, scriptVariables(plan, baseUrl(url)));
  const call = { cwd: plan.cwd, env, guardian, signal };
  const files = { k6: k6.path, emptyConfig: folder.emptyK6Config, script: path };
  const options = await inspectScript({ ...call, command: inspectCommand(files) }, redact);
  const text = source.toString('utf8');
  const k6Plan = readK6Plan(options, text);
  const { systemTags } = k6Plan;
  const command = runCommand(files, { systemTags, refusedNetworks: await refusedNetworks(plan.allowedHosts) });
  return {
    guardian,
    folder,
    k6,
    url,
    script: { path, sha256: createHash('sha256').update(source).digest('hex') },
    options,
    k6Plan,
    metrics: scriptMetrics(text),
    redact,
    call: { ...call, command },
  };
}

function readScript(file: string, path: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new GateError({
      code: 'SCRIPT_MISSING',
      message: `the k6 script ${path} cannot be read.`,
      advice: 'Check the path of the scenario; in a config it begins at the folder of the config.',
      cause,
    });
  }
}

function passwordOf(url: URL): Readonly<Record<string, string>> {
  return url.password === '' ? {} : { PASSWORD: decodeURIComponent(url.password) };
}
