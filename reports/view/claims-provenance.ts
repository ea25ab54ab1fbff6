import type { ClaimsRecord } from '../../gate/core/model/claim.ts';
import { formatDuration } from '../../gate/core/text/format-value.ts';
import { dateText, type FactGroup, factGroups, machineFacts } from './provenance.ts';

/** Where measured claims come from: measurement, code, subject, machine. */
export function claimsProvenance(record: ClaimsRecord): readonly FactGroup[] {
  const { manifest, environment, subject, measurements } = record;
  const { git } = manifest;
  const achieved = new Map(
    measurements.flatMap(({ net, facts }) =>
      Object.entries(facts).map(([name, value]) => [`${name} at net ${net}`, value] as const),
    ),
  );
  return factGroups([
    [
      'Measurement',
      [
        ['id', record.id],
        ['started', dateText(record.startedAt)],
        ['ended', dateText(manifest.endedAt)],
        ['took', formatDuration((Date.parse(manifest.endedAt) - Date.parse(record.startedAt)) / 1000)],
        ['contrasts', String(new Set(measurements.map(({ contrast }) => contrast)).size)],
        ['seed', manifest.seed === null ? null : String(manifest.seed)],
        ...achieved,
      ],
    ],
    [
      'Code',
      [
        ['commit', git?.commit ?? 'not in a git checkout'],
        ['branch', git?.branch ?? null],
        [
          'work tree',
          git === null ? null : git.isClean ? 'clean' : 'NOT clean: the commit does not tell what was measured',
        ],
        ['loadline', manifest.loadlineVersion],
        ['node', environment.node],
      ],
    ],
    ['Subject', [['name', subject.name], ...Object.entries(subject.facts)]],
    ['Machine', machineFacts(environment)],
  ]);
}
