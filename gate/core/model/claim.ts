import type { Evidence } from './evidence.ts';
import type { Environment, Manifest } from './run-record.ts';
import type { Series } from './series.ts';
import type { Problem, Warning } from './verdict.ts';

/** The claims of a project and how they are measured (docs/claims.md). */
export interface ClaimRegistry {
  readonly contrasts: Readonly<Record<string, Contrast>>;
  readonly claims: readonly Claim[];
}

/** What a document says that a feature does, made so that it can be measured. */
export interface Claim {
  /** `K8.l1`: `K8` asks for all that begin so. */
  readonly id: string;
  /** The document's tag, such as `002`; `ours`: nobody's but this project's. */
  readonly document: string;
  /** Section of the document. */
  readonly place: string;
  /** What it claims, in its own words. */
  readonly says: string;
  /** What is judged where the words are open or err, and why; `null`: they are taken as they stand. */
  readonly reading: string | null;
  /** Name of the contrast that it is judged by. */
  readonly contrast: string;
  readonly rule: ClaimRule;
}

/** What must hold. Metrics are named as in targets; limits are in the series' unit. */
export type ClaimRule =
  /** The metric keeps to a limit with the feature, and does not without it. Exactly one of `below` and `above`. */
  | ({ readonly kind: 'limit'; readonly below?: number; readonly above?: number } & ClaimMetric)
  /**
   * With the feature the metric changes by so much, as a fraction of what it is without: at most −.6 is a reduction by 60 % or
   * more. Exactly one of `atMost` and `atLeast`.
   */
  | ({ readonly kind: 'change'; readonly atMost?: number; readonly atLeast?: number } & ClaimMetric)
  /** The metric grows by at most so much with the feature, in its own unit. */
  | ({ readonly kind: 'difference'; readonly atMost: number } & ClaimMetric)
  /**
   * The metric grows with the number that its routes are named by (a depth, a count of rows) by at most so much with the feature,
   * and by more without: per unit, or as an exponent where both are taken as logarithms.
   */
  | { readonly kind: 'slope'; readonly metric: string; readonly scale: 'linear' | 'log'; readonly atMost: number };

export interface ClaimMetric {
  /** `latency.p95`, `hit-rate`, `bytes-per-request`. */
  readonly metric: string;
  /** Only this route; left out: all together. */
  readonly route?: string;
}

/** The same work with a feature and without it. */
export type Contrast = LoadContrast | ProbeContrast;

/** The words of `net`: how far away the subject's own services are made to be. */
export type Net = '0' | 'zone' | 'region';

/** Two variants of a subject under the same requests. */
export interface LoadContrast {
  /**
   * `requests`: both get every request, one after the other in an order that is drawn, so that they share all conditions.
   * `blocks`: whole blocks in turn, for what a request does not show (CPU time, memory).
   */
  readonly kind: 'requests' | 'blocks';
  readonly with: ClaimVariant;
  readonly without: ClaimVariant;
  /** Measured at each. */
  readonly nets: readonly Net[];
  /** What else the lab does to the subject's services, such as `{"redis": "down"}`. */
  readonly services?: Readonly<Record<string, unknown>>;
  /** Variables that the subject is started with on both sides. */
  readonly env?: Readonly<Record<string, string>>;
  /** Facts of the subject that must not be `none`: what it cannot be measured without, such as `redis`. */
  readonly needs?: readonly string[];
  readonly load: ClaimLoad;
}

/** One way to run the subject; the gate passes all of it on and understands none of it. */
export interface ClaimVariant {
  /** For people: `both tiers`, `no cache`. */
  readonly label: string;
  /** Given to the subject's lab, which makes a variant of them. */
  readonly switches?: Readonly<Record<string, unknown>>;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A process of its own is started with these. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Requests of a contrast. Both sides get the same paths. */
export interface ClaimLoad {
  readonly routes: readonly ClaimRoute[];
  /** Exponent with which what is asked for often is asked for more often; 0: all alike. */
  readonly zipf: number;
  /** Requests a second of both sides together (open model). Exactly one of `rate` and `clients`. */
  readonly rate?: number;
  /** Connections that each wait for their answer (closed model). */
  readonly clients?: number;
  /** Blocks that are judged, fewer where all is certain before. */
  readonly blocks: number;
  /** Requests per block and side. */
  readonly requests: number;
  /** Requests per side before anything is judged. */
  readonly warmUp: number;
}

export interface ClaimRoute {
  /** Name under which it is counted: `GET /api/users/:id`. */
  readonly route: string;
  /**
   * What is asked for: `{1..600}` becomes one of these numbers, `{users}` one up to what the subject's facts say, `{a|b}` one of the words.
   * The first is the one that is asked for most.
   */
  readonly path: string;
  /** How often among the others; default 1. */
  readonly weight?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The lab gives a token of this role. */
  readonly role?: string;
}

/** A program that measures both sides by itself and prints samples (docs/claims.md), for what no request can switch. */
export interface ProbeContrast {
  readonly kind: 'probe';
  readonly with: Pick<ClaimVariant, 'label'>;
  readonly without: Pick<ClaimVariant, 'label'>;
  readonly command: readonly string[];
  /** How long it may take. */
  readonly seconds: number;
}

/** What one contrast showed at one network setting. Blocks of the sides with the same `at` saw the same conditions. */
export interface ContrastMeasurement {
  readonly contrast: string;
  /** `null`: a probe, which has none. */
  readonly net: Net | null;
  readonly startedAt: string;
  readonly seconds: number;
  readonly looks: ClaimLooks;
  readonly with: MeasuredVariant;
  readonly without: MeasuredVariant;
  /** What the collector saw; what the data show is found when they are judged. */
  readonly problems: readonly Problem[];
  /** What was achieved, such as the delay of the network. */
  readonly facts: Readonly<Record<string, string>>;
}

/** How often a contrast was looked at before it ended, of how often it might have been: it ends as soon as its claims are certain. */
export interface ClaimLooks {
  readonly taken: number;
  readonly planned: number;
}

export interface MeasuredVariant {
  readonly series: readonly Series[];
  readonly evidence: Evidence;
}

/** `not discriminating`: holds just as well without the feature. */
export type ClaimVerdict = 'confirmed' | 'refuted' | 'not discriminating' | 'inconclusive' | 'invalid';

/** What became of one claim at one network setting. */
export interface ClaimResult {
  readonly id: string;
  readonly net: Net | null;
  readonly verdict: ClaimVerdict;
  /** One sentence a person can act on. */
  readonly reason: string;
  readonly unit: string;
  readonly with: ClaimSide;
  readonly without: ClaimSide;
  /** Change of the metric by the feature, as a fraction of what it is without; `null` where there is no ratio. */
  readonly effect: ClaimEffect | null;
  readonly warnings: readonly Warning[];
}

/** The metric on one side; for a slope, the slope. Bounds are one-sided, 95 % each, or 97.8 % where the contrast might be looked at three times. */
export interface ClaimSide {
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
  readonly n: number;
}

export interface ClaimEffect {
  readonly change: number;
  readonly interval: readonly [number, number] | null;
}

/** One measurement of claims: the document that is kept and that the page is made of. */
export interface ClaimsRecord {
  readonly format: 'loadline-claims';
  readonly version: 1;
  /** `20261121T104500Z-claims-3f2a9c`: sorts by time. */
  readonly id: string;
  readonly startedAt: string;
  readonly subject: { readonly name: string; readonly facts: Readonly<Record<string, string>> };
  readonly manifest: Pick<Manifest, 'command' | 'loadlineVersion' | 'seed' | 'git' | 'endedAt'>;
  readonly environment: Environment;
  readonly isQuick: boolean;
  /** Of the registry, what was asked for. */
  readonly registry: ClaimRegistry;
  readonly measurements: readonly ContrastMeasurement[];
  readonly results: readonly ClaimResult[];
}
