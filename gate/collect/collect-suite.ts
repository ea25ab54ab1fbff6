import type { SuiteConfig } from '../core/model/config.ts';
import type { BenchmarkName } from '../core/model/run-record.ts';
import { ingestAutocannon } from '../ingest/autocannon.ts';
import type { SuiteIngest } from '../ingest/suite-measurement.ts';
import { ingestTinybench } from '../ingest/tinybench.ts';
import { readEnvironment } from './environment.ts';
import { readGit } from './git.ts';
import { startGuardian } from './guardian.ts';
import { installedVersion } from './installed-version.ts';
import type { CollectEvents, Collected, CollectPlan } from './load-plan.ts';
import { prepareRunFolder } from './run-folder.ts';
import { startSuite } from './suite-process.ts';

/** One suite of tinybench tasks or autocannon shots. */
export interface SuitePlan extends CollectPlan {
  readonly benchmark: BenchmarkName;
  readonly suite: SuiteConfig;
}

const INGEST: Readonly<Record<SuiteConfig['tool'], (documents: readonly unknown[]) => SuiteIngest>> = {
  tinybench: ingestTinybench,
  autocannon: ingestAutocannon,
};

/** Reads what a suite of one of the tools printed. Throws GateError SUITE_OUTPUT_UNREADABLE. */
export function ingestSuite(tool: SuiteConfig['tool'], documents: readonly unknown[]): SuiteIngest {
  return INGEST[tool](documents);
}

/**
 * Runs a suite as a plain process and hands over what it measured. Nothing that it started is left when it returns or throws,
 * nor when this process is killed. Throws GateError; the reason of `events.signal` where that was aborted.
 */
export async function collectSuite(plan: SuitePlan, events: CollectEvents): Promise<Collected> {
  const guardian = startGuardian();
  try {
    events.onProgress({ phase: 'preparing' });
    const { toolLog: logPath } = prepareRunFolder(plan.loadlineDirectory, plan.id);
    const { suite, cwd, environment } = plan;
    const startedAt = new Date().toISOString();
    const startedMs = performance.now();
    const onSaid = (line: string): void => {
      // What a suite prints reaches a terminal as text alone.
      const said = line.replaceAll(/\p{Cc}/gu, ' ').trim();
      events.onProgress({ phase: 'measuring', said, elapsedSeconds: (performance.now() - startedMs) / 1000 });
    };
    const call = { command: suite.command, cwd, environment, logPath, guardian, signal: events.signal, onSaid };
    const suiteProcess = await startSuite(call);
    const { documents, ending } = await suiteProcess.output;
    const endedAt = new Date().toISOString();
    return {
      startedAt,
      ...ingestSuite(suite.tool, documents),
      manifest: {
        command: plan.command,
        loadlineVersion: plan.loadlineVersion,
        tool: { name: suite.tool, version: installedVersion(suite.tool, cwd), ...ending },
        script: null,
        options: { command: suite.command },
        seed: null,
        passedVariables: [],
        git: await readGit(cwd, environment),
        endedAt,
      },
      environment: readEnvironment(environment),
      subject: { name: plan.benchmark.name, url: null, facts: {} },
      scriptTargets: [],
      problems: [],
    };
  } catch (cause) {
    throw events.signal.aborted ? events.signal.reason : cause;
  } finally {
    guardian.close();
  }
}
