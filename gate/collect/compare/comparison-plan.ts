import type { ComparisonPlan, ComparisonRecord, Launch } from '../../core/model/comparison-record.ts';
import type { SubjectConfig, SuiteConfig } from '../../core/model/config.ts';
import type { BenchmarkName } from '../../core/model/run-record.ts';
import type { Problem } from '../../core/model/verdict.ts';
import type { CollectEvents, CollectPlan } from '../load-plan.ts';

/** In this order everywhere. */
export const SIDES = ['baseline', 'candidate'] as const;

export type Side = (typeof SIDES)[number];

/** One thing for each side. */
export type BothSides<Thing> = Readonly<Record<Side, Thing>>;

/** Where a side comes from. */
export type SideSource =
  /** A revision of this repository, checked out below `.loadline/`. */
  | { readonly kind: 'revision'; readonly ref: string }
  /** The work tree as it is, with what is not committed and not ignored. */
  | { readonly kind: 'worktree' }
  /** A service that runs already. */
  | { readonly kind: 'url'; readonly url: string }
  /** The work tree as it is, started with these variables. */
  | { readonly kind: 'variables'; readonly env: Readonly<Record<string, string>> };

/** What both sides are put under. */
export type Workload =
  | {
      readonly kind: 'load';
      /** Path of the k6 script. */
      readonly script: string;
      /** Variables of the scenario's configuration. */
      readonly scriptVariables: Readonly<Record<string, string>>;
      /** Variables passed through with `--env`, with their values, which reach k6 and no record, log or command line. */
      readonly passedVariables: Readonly<Record<string, string>>;
      /** Hosts that may be put under load besides this machine. Empty: k6 itself refuses every address but loopback. */
      readonly allowedHosts: readonly string[];
    }
  /** The suite's command runs in the checkout of one side, then of the other. */
  | { readonly kind: 'suite'; readonly suite: SuiteConfig };

/** One comparison, every name resolved. */
export interface ComparisonCollectPlan extends CollectPlan {
  readonly benchmark: BenchmarkName;
  readonly subjectName: string;
  readonly subject: SubjectConfig;
  readonly sides: BothSides<SideSource>;
  readonly workload: Workload;
  /** `rate`, `durationSeconds` and `warmUpSeconds` reach the script as `RATE`, `DURATION` and `WARM_UP`. */
  readonly plan: ComparisonPlan;
  /** Draws the sides of iterations and the order of starts; the script gets it as `SEED`. */
  readonly seed: number;
  /** Each side writes CPU profiles into the folder of its name below `directory`; `null`: nobody looks on. */
  readonly profile: { readonly directory: string } | null;
}

/** How the caller follows and ends a comparison. */
export interface ComparisonEvents extends Omit<CollectEvents, 'onProgress'> {
  readonly onProgress: (progress: ComparisonProgress) => void;
  /** Asked after every launch, of which there are at most as many as the plan allows and those that may be set aside. `problems`: of the measurement so far. */
  readonly onLaunch: (launches: readonly Launch[], problems: readonly Problem[]) => 'more' | 'enough';
  /** Both sides are ready, or have just been under load; the launch waits for what it returns. */
  readonly onSides?: (moment: 'ready' | 'loaded', sides: BothSides<RunningSide>) => Promise<void>;
}

/** A side that takes requests now. */
export interface RunningSide {
  /** As the configuration gives it: it may hold a password. */
  readonly url: URL;
  /** Variables that only this side has. */
  readonly env: Readonly<Record<string, string>>;
  /** The checkout it runs in; `null`: it was not started by us. */
  readonly directory: string | null;
}

export type ComparisonProgress =
  | { readonly phase: 'preparing' | 'starting services' | 'stopping' }
  | { readonly phase: 'checking out' | 'installing'; readonly side: Side }
  /** `launch` counts from 1; `launches` is the most there can be. */
  | { readonly phase: 'starting sides'; readonly launch: number; readonly launches: number }
  | { readonly phase: 'running suite'; readonly side: Side; readonly launch: number; readonly launches: number }
  | ({ readonly phase: 'running'; readonly launch: number; readonly launches: number } & LaunchProgress);

/** Where a launch stands; told every second. */
export interface LaunchProgress {
  readonly elapsedSeconds: number;
  /** `null` where the plan fixes no length. */
  readonly plannedSeconds: number | null;
  readonly isWarmUp: boolean;
  readonly baseline: SideProgress;
  readonly candidate: SideProgress;
}

export interface SideProgress {
  /** Since the start of the launch. */
  readonly requests: number;
  readonly failedRequests: number;
  /** Of the last whole block; `null` without requests in it. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** What a comparison hands to whoever judges and stores it: its record without verdicts. */
export type CollectedComparison = Pick<
  ComparisonRecord,
  'startedAt' | 'baseline' | 'candidate' | 'launches' | 'manifest' | 'environment' | 'problems'
>;
