import type { Direction } from './series.ts';
import type { Target } from './target.ts';

/** The whole of `loadline.config.ts`. Everything the gate knows of a subject it reads from here, as data. */
export interface LoadlineConfig {
  /** What is put under load, by name. The first is the default. */
  readonly subjects: Readonly<Record<string, SubjectConfig>>;
  /** k6 scripts, by name. The first is the default. */
  readonly scenarios?: Readonly<Record<string, ScenarioConfig>>;
  /** tinybench and autocannon suites, by name. */
  readonly suites?: Readonly<Record<string, SuiteConfig>>;
  /** Sets of targets, by name. The first is the default. */
  readonly profiles?: Readonly<Record<string, readonly Target[] | ProfileConfig>>;
  readonly compare?: CompareConfig;
  readonly history?: HistoryConfig;
  readonly claims?: ClaimsConfig;
}

/** The claims that `loadline claims` measures (docs/claims.md). */
export interface ClaimsConfig {
  /** Folder of the registry: every `.json` in it is a part. */
  readonly registry: string;
  /** Default: the first. */
  readonly subject?: string;
  /** Variables that open the subject's lab; `{key}` becomes a key that is drawn anew each time. Left out: it has none. */
  readonly lab?: Readonly<Record<string, string>>;
}

/** How baseline and candidate are compared. */
export interface CompareConfig {
  /** Metrics that decide, besides the error rate. Left out: p50 and p95 of all requests and every counter called `…-per-request`. */
  readonly primary?: readonly { readonly metric: string; readonly route?: string }[];
  /** Smallest relative change that matters. Default .05 for load and capacity, .03 for micro. */
  readonly margin?: number;
  /** The same by metric. */
  readonly margins?: Readonly<Record<string, number>>;
  /** Numbers of launches after which the data are looked at. Default 1 to 5. */
  readonly looks?: readonly number[];
  /** Scenario to be compared by. Default: the first. */
  readonly scenario?: string;
  /** Of both sides together, per launch: iterations per second, judged seconds, warm-up seconds. Defaults: the scenario's rate, else 500; 32; 6. */
  readonly rate?: number;
  readonly durationSeconds?: number;
  readonly warmUpSeconds?: number;
}

export interface HistoryConfig {
  /** Only runs of this branch become baselines. Default: the default branch of the repository, else `main`. */
  readonly branch?: string;
  /** Metrics that decide. Default: those of `compare`. */
  readonly primary?: readonly { readonly metric: string; readonly route?: string }[];
  /** Orphan branch through which CI jobs share history; left out: history stays on this machine. */
  readonly gitBranch?: string;
}

export interface SubjectConfig {
  /** How to start it; left out: it runs already, at `url`. `PORT` is set to a free port of the loopback interface. */
  readonly command?: readonly string[];
  /** `http://127.0.0.1:{port}`: `{port}` becomes the free port. */
  readonly url: string;
  /** Answers 2xx once the subject can take load. Default `/`. */
  readonly readyPath?: string;
  /** How long the start may take. Default 60. */
  readonly readySeconds?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly counters?: CountersConfig;
  /** Run once in a fresh checkout of a revision. Left out: `npm ci` where a package-lock.json lies and differs from this checkout's. */
  readonly install?: readonly string[];
  /**
   * Provides what the two sides of a comparison must not share, such as databases. Prints one JSON line
   * `{"baseline":{…variables…},"candidate":{…}}` once they are there, and ends when its stdin does.
   */
  readonly services?: readonly string[];
  /** Path of the work totals that explain a regression (`WorkTotals` in explanation.ts), asked for with `LAB_KEY` where set. */
  readonly explain?: string;
  /** Variables that slow a side down by a known delay, for `calibrate --inject`: `{us}` becomes microseconds per request. */
  readonly inject?: Readonly<Record<string, string>>;
  /** Prometheus info series whose labels are kept as facts of the subject, e.g. `server_info`. */
  readonly facts?: string;
}

/** Where the subject's own counters are (Prometheus text), and which series of a run are made of them. */
export interface CountersConfig {
  readonly path: string;
  readonly series: Readonly<Record<string, CounterSeries>>;
}

/** Selectors are Prometheus series, `name` or `name{label="value"}`; several are added up. */
export type CounterSeries =
  | {
      readonly numerator: readonly string[];
      readonly denominator: readonly string[];
      /** The numerator is multiplied by this (1000: seconds to ms). Default 1. */
      readonly scale?: number;
      readonly unit: string;
      readonly better: Direction;
    }
  | { readonly gauge: string; readonly scale?: number; readonly unit: string; readonly better: Direction };

export interface ScenarioConfig {
  /** Path of the k6 script, from the config file's folder. */
  readonly script: string;
  /** Default iterations per second, passed as `RATE`. */
  readonly rate?: number;
  /** Default length of the judged part in seconds, passed as `DURATION`. */
  readonly durationSeconds?: number;
  /** Warm-up before it in seconds, passed as `WARM_UP`. */
  readonly warmUpSeconds?: number;
  /** `steady`: judged as one; `stages`: exceeds capacity by design, judged stage by stage. */
  readonly judged?: 'steady' | 'stages';
  /** Targets that it is judged by where the command line names none; left out: the first profile. */
  readonly profile?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Targets with what they are about. */
export interface ProfileConfig {
  readonly targets: readonly Target[];
  /** Subject that is judged by them where the command line names none. Left out: the first. */
  readonly subject?: string;
  /** Scenario that `--profile` runs where the command line names none. Left out: the first. */
  readonly scenario?: string;
}

export interface SuiteConfig {
  /** Whose output the command prints, one JSON document a line. */
  readonly tool: 'tinybench' | 'autocannon';
  readonly command: readonly string[];
  readonly targets?: readonly Target[];
}

/** Gives a config file its types; changes nothing. */
export function defineConfig(config: LoadlineConfig): LoadlineConfig {
  return config;
}
