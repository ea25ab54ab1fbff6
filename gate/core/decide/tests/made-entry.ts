import type { HistoryEntry } from '../../model/history.ts';

const DAY_MS = 86_400_000;

/** A run of a history: one a day from 2026-09-01 on, with one latency. */
export function madeEntry(run: number, value: number, change: Partial<HistoryEntry> = {}): HistoryEntry {
  const startedAt = new Date(Date.parse('2026-09-01T10:00:00.000Z') + run * DAY_MS).toISOString();
  return {
    format: 'loadline-history',
    version: 1,
    id: `${startedAt.replaceAll(/[-:]|\.000/g, '')}-load-${run}`,
    startedAt,
    benchmark: { kind: 'load', name: 'load' },
    subject: 'reference',
    profile: null,
    git: { commit: `${run}`.padStart(40, '0'), branch: 'main', isClean: true },
    environment: {
      machineClass: 'm1',
      cpu: 'cpu',
      cores: 2,
      memoryBytes: 1,
      arch: 'x64',
      kernel: 'linux',
      governor: null,
      node: '24',
      runnerImage: null,
    },
    plan: null,
    facts: null,
    outcome: 'pass',
    exclusion: null,
    calibratorMs: null,
    metrics: [{ metric: 'latency.p50', route: null, unit: 'ms', better: 'lower', value }],
    ...change,
  };
}
