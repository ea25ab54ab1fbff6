import type { SubjectConfig } from '../core/model/config.ts';
import type { Evidence } from '../core/model/evidence.ts';
import type { Environment, Manifest, Measurement, SubjectInfo } from '../core/model/run-record.ts';
import type { Target } from '../core/model/target.ts';
import type { Problem } from '../core/model/verdict.ts';
import type { K6Plan } from '../ingest/k6-inspect.ts';

/** What every collection needs, whatever the tool. */
export interface CollectPlan {
  /** Id of the run to be; names its logs. */
  readonly id: string;
  /** Folder in which paths of the plan begin and commands run. */
  readonly cwd: string;
  /** The project's `.loadline/`: logs are written to, a built k6 is looked for, below it. */
  readonly loadlineDirectory: string;
  /** The command line that makes this run again, for the manifest. */
  readonly command: readonly string[];
  readonly loadlineVersion: string;
  /** Environment of this process. Subjects and suites inherit it; k6 gets a few harmless names of it only. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** One k6 script against one subject. */
export interface LoadPlan extends CollectPlan {
  readonly subject: { readonly name: string; readonly config: SubjectConfig };
  /** Path of the k6 script. */
  readonly script: string;
  /** Variables of the scenario's configuration. */
  readonly scriptVariables: Readonly<Record<string, string>>;
  /** Variables passed through with `--env`, with their values, which reach k6 and no record, log or command line. */
  readonly passedVariables: Readonly<Record<string, string>>;
  /** Passed to the script as `RATE`, `DURATION`, `WARM_UP`, `SEED`; `null`: not passed. */
  readonly rate: number | null;
  readonly durationSeconds: number | null;
  readonly warmUpSeconds: number;
  readonly seed: number;
  /** Hosts that may be put under load besides this machine; k6 itself refuses every other address. */
  readonly allowedHosts: readonly string[];
}

/** How the caller follows and ends a collection. */
export interface CollectEvents {
  readonly onProgress: (progress: Progress) => void;
  /** Aborted (Ctrl-C): everything is stopped, then GateError INTERRUPTED is thrown. */
  readonly signal: AbortSignal;
}

export type Progress =
  | { readonly phase: 'preparing' | 'starting subject' | 'stopping' }
  /** What the script plans, as k6 resolved it; nothing runs yet. */
  | { readonly phase: 'planned'; readonly load: K6Plan }
  /** What a suite says of itself while it measures. */
  | { readonly phase: 'measuring'; readonly said: string; readonly elapsedSeconds: number }
  | {
      readonly phase: 'running';
      readonly elapsedSeconds: number;
      /** As planned, without graceful stops; `null` where the plan fixes no length. */
      readonly plannedSeconds: number | null;
      readonly isWarmUp: boolean;
      /** Since the start. */
      readonly requests: number;
      readonly failedRequests: number;
      /** Of the last whole second; `null` without requests in it. */
      readonly requestsPerSecond: number;
      readonly p95Ms: number | null;
    };

/** What a collection hands to whoever judges and stores it: a run record without its verdicts. */
export interface Collected {
  /** Time of the first sample, UTC ISO 8601. */
  readonly startedAt: string;
  readonly measurement: Measurement;
  readonly evidence: Evidence;
  readonly manifest: Manifest;
  readonly environment: Environment;
  readonly subject: SubjectInfo;
  /** The script's own thresholds, as targets. */
  readonly scriptTargets: readonly Target[];
  /** What went wrong with the measurement as far as the collector saw it; evidence is judged elsewhere. */
  readonly problems: readonly Problem[];
}
