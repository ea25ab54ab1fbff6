import type { ComparisonRecord, Variant } from '../../gate/core/model/comparison-record.ts';
import type { HistoryEntry } from '../../gate/core/model/history.ts';
import type { RunRecord } from '../../gate/core/model/run-record.ts';
import { parseClaimsRecord } from '../../gate/ingest/claims-record.ts';
import { parseComparisonRecord } from '../../gate/ingest/comparison-record.ts';
import { parseHistoryEntry } from '../../gate/ingest/history-entry.ts';
import { parseRunRecord } from '../../gate/ingest/run-record.ts';
import type { Parsers } from '../../gate/store/run-store.ts';
import type { SampleDocuments } from '../../gate/store/store-contract.ts';
import { sampleClaims } from '../../reports/golden/sample-claims.ts';
import { sampleLoad } from '../../reports/golden/sample-load.ts';

const RUN = sampleLoad({ seconds: 2, routes: 1 });
const { git: _, ...MANIFEST } = RUN.manifest;
const SIDE: Variant = { label: 'main', git: RUN.manifest.git, url: null, env: {}, facts: {} };

/** The parsers of the real store. */
export const PARSERS: Parsers = {
  run: parseRunRecord,
  comparison: parseComparisonRecord,
  claims: parseClaimsRecord,
  history: parseHistoryEntry,
};

function sampleRun(id: string): RunRecord {
  return { ...RUN, id };
}

/** One that measured nothing. */
function sampleComparison(id: string): ComparisonRecord {
  const { startedAt, benchmark, environment } = RUN;
  return {
    format: 'loadline-comparison',
    version: 1,
    id,
    startedAt,
    benchmark,
    subject: RUN.subject.name,
    baseline: SIDE,
    candidate: { ...SIDE, label: 'work tree' },
    manifest: MANIFEST,
    environment,
    plan: {
      primary: [{ metric: 'latency.p95', route: null }],
      margin: 0.05,
      margins: {},
      looks: [3, 4, 5],
      launchSpread: 0.015,
      blockSeconds: 2,
      warmUpSeconds: 6,
      durationSeconds: 32,
      rate: 500,
    },
    launches: [],
    problems: [],
    metrics: [],
    outcome: 'undecided',
    secondsToVerdict: 1,
    calibration: null,
    explanation: null,
  };
}

/** One of the branch `main`, with one metric. */
function sampleEntry(id: string, value = 4): HistoryEntry {
  const { startedAt, benchmark, profile, environment, manifest } = RUN;
  return {
    format: 'loadline-history',
    version: 1,
    id,
    startedAt,
    benchmark,
    subject: RUN.subject.name,
    profile,
    git: manifest.git,
    environment,
    plan: '400/s for 60 s after 10 s, seed 1',
    facts: null,
    outcome: 'pass',
    exclusion: null,
    calibratorMs: null,
    metrics: [{ metric: 'latency.p95', route: null, unit: 'ms', better: 'lower', value }],
  };
}

/** One document of each kind, by id. */
export const SAMPLES: SampleDocuments = {
  run: sampleRun,
  comparison: sampleComparison,
  claims: (id) => ({ ...sampleClaims, id }),
  entry: sampleEntry,
};
