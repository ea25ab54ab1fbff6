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
  readonly profiles?: Readonly<Record<string, readonly Target[]>>;
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
