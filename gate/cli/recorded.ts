import type { ClaimsRecord } from '../core/model/claim.ts';
import type { ComparisonRecord } from '../core/model/comparison-record.ts';
import type { RunRecord } from '../core/model/run-record.ts';

/** A document of what was measured, with a page of its own. */
export type Recorded = RunRecord | ComparisonRecord | ClaimsRecord;
