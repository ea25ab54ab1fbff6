import type { ClaimResult, ClaimsRecord, ClaimVerdict } from '../../gate/core/model/claim.ts';
import { HOSTILE } from './hostile-record.ts';

export const VERDICTS: readonly ClaimVerdict[] = [
  'confirmed',
  'refuted',
  'not discriminating',
  'inconclusive',
  'invalid',
];

function resultOf(verdict: ClaimVerdict, index: number): ClaimResult {
  const isMeasured = verdict !== 'invalid';
  return {
    id: `K${index + 1}.x`,
    net: 'zone',
    verdict,
    reason: isMeasured ? '12 ms with, 90 ms without' : 'no redis <b>here</b>',
    unit: 'ms',
    with: { value: isMeasured ? 12 : null, interval: isMeasured ? [11, 13] : null, n: 100 },
    without: { value: isMeasured ? 90 : null, interval: null, n: 100 },
    effect: isMeasured ? { change: -0.87, interval: [-0.9, -0.8] } : null,
    warnings: [],
  };
}

/** A record of claims with one of each verdict, over two documents. */
export const sampleClaims: ClaimsRecord = {
  format: 'loadline-claims',
  version: 1,
  id: '20261121T104500Z-claims-3f2a9c',
  startedAt: '2026-11-21T10:45:00.000Z',
  subject: { name: 'reference', facts: { redis: 'redis 7' } },
  manifest: {
    command: ['loadline', 'claims'],
    loadlineVersion: '0.1.0',
    seed: 1,
    git: { commit: '1a2b3c4d5e6f', branch: 'main', isClean: false },
    endedAt: '2026-11-21T10:50:00.000Z',
  },
  environment: {
    machineClass: 'abc',
    cpu: 'EPYC',
    cores: 2,
    memoryBytes: 8e9,
    arch: 'x64',
    kernel: '6',
    governor: null,
    node: 'v24',
    runnerImage: null,
  },
  isQuick: false,
  registry: {
    contrasts: {
      probe: { kind: 'probe', with: { label: 'keyset' }, without: { label: 'offset' }, command: ['node'], seconds: 1 },
    },
    claims: VERDICTS.map((verdict, index) => ({
      id: `K${index + 1}.x`,
      document: index < 3 ? '004' : '002',
      place: 'Place',
      says: `<script>alert("${verdict}")</script>`,
      reading: index === 0 ? 'the p95' : null,
      contrast: 'probe',
      rule: { kind: 'limit', metric: 'latency.p95', below: 50 },
    })),
  },
  measurements: [],
  results: VERDICTS.map(resultOf),
};

/** The same with every text an attack. */
export const hostileClaims: ClaimsRecord = {
  ...sampleClaims,
  subject: { name: HOSTILE, facts: { [HOSTILE]: HOSTILE } },
  registry: {
    contrasts: {
      probe: { kind: 'probe', with: { label: HOSTILE }, without: { label: HOSTILE }, command: [HOSTILE], seconds: 1 },
    },
    claims: sampleClaims.registry.claims.map((claim) => ({
      ...claim,
      says: HOSTILE,
      place: HOSTILE,
      reading: HOSTILE,
    })),
  },
  results: sampleClaims.results.map((result) => ({ ...result, reason: HOSTILE, unit: HOSTILE })),
};
