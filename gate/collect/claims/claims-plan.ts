import type { ClaimRegistry, ContrastMeasurement, Net } from '../../core/model/claim.ts';
import type { SubjectConfig } from '../../core/model/config.ts';
import type { Environment, Manifest } from '../../core/model/run-record.ts';
import type { CollectPlan } from '../load-plan.ts';

/** What is to be measured, every name resolved. */
export interface ClaimsCollectPlan extends CollectPlan {
  /** Only what was asked for: every contrast in it is measured. */
  readonly registry: ClaimRegistry;
  /** Only at this network setting; `null`: at all that a contrast names. */
  readonly net: Net | null;
  readonly subjectName: string;
  readonly subject: SubjectConfig;
  /** Variables that open the subject's lab; `{key}` becomes a key that is drawn. `null`: it has none. */
  readonly lab: Readonly<Record<string, string>> | null;
  readonly seed: number;
  readonly isQuick: boolean;
}

export interface ClaimsEvents {
  readonly onProgress: (progress: ClaimsProgress) => void;
  /** Aborted (Ctrl-C): everything is stopped, then its reason is thrown. */
  readonly signal: AbortSignal;
}

export type ClaimsProgress =
  | { readonly phase: 'starting services' | 'stopping' }
  /** `number` counts from 1. */
  | {
      readonly phase: 'measuring';
      readonly contrast: string;
      readonly net: Net | null;
      readonly number: number;
      readonly of: number;
    }
  /** Within the contrast; `number` counts from 1. It may end before the last. */
  | { readonly phase: 'block'; readonly number: number; readonly of: number }
  | { readonly phase: 'measured'; readonly measurement: ContrastMeasurement }
  | { readonly phase: 'unmeasured'; readonly failure: ContrastFailure };

export interface CollectedClaims {
  readonly startedAt: string;
  readonly measurements: readonly ContrastMeasurement[];
  /** Contrasts that could not be measured, with the reason in a sentence. */
  readonly failures: readonly ContrastFailure[];
  readonly facts: Readonly<Record<string, string>>;
  readonly manifest: Pick<Manifest, 'command' | 'loadlineVersion' | 'seed' | 'git' | 'endedAt'>;
  readonly environment: Environment;
}

export interface ContrastFailure {
  readonly contrast: string;
  readonly net: Net | null;
  readonly reason: string;
}

/** Why a contrast could not be measured; its claims are then invalid, and the others go on. */
export class ContrastUnmeasured extends Error {}
