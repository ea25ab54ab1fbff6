import type { ComparisonRecord } from '../../gate/core/model/comparison-record.ts';
import { formatDuration, formatLimit, formatValue } from '../../gate/core/text/format-value.ts';
import {
  commandLine,
  dateText,
  factGroups,
  machineFacts,
  optionsText,
  type Provenance,
  toolFacts,
} from './provenance.ts';
import { metricWords } from './words.ts';

/** Everything that is needed to make the comparison again, and to doubt it. */
export function comparisonProvenance(record: ComparisonRecord): Provenance {
  const { manifest, plan, environment, baseline, candidate } = record;
  const { script, seed, passedVariables } = manifest;
  const isLoad = record.benchmark.kind === 'load';
  return {
    groups: factGroups([
      [
        'Comparison',
        [
          ['id', record.id],
          ['started', dateText(record.startedAt)],
          ['ended', dateText(manifest.endedAt)],
          ['seed', seed === null ? null : String(seed)],
          ['started first', record.launches.map(({ startedFirst }) => startedFirst).join(', ')],
        ],
      ],
      [
        'Plan',
        [
          ['margin', formatLimit(plan.margin, 'share')],
          ...Object.entries(plan.margins).map(
            ([metric, margin]) => [`margin of ${metricWords(metric)}`, formatLimit(margin, 'share')] as const,
          ),
          ['looks after launch', plan.looks.join(', ')],
          ['rate of both sides', plan.rate === null ? null : formatValue(plan.rate, 'iterations/s')],
          ['judged per launch', isLoad ? formatDuration(plan.durationSeconds) : null],
          ['warm-up before it', isLoad ? formatDuration(plan.warmUpSeconds) : null],
          ['block', isLoad ? formatDuration(plan.blockSeconds) : 'one batch'],
          ['spread between launches', formatLimit(Number(plan.launchSpread.toPrecision(2)), 'share')],
        ],
      ],
      [
        'Code',
        [
          ['baseline', baseline.git?.commit ?? 'no revision known'],
          ['candidate', candidate.git?.commit ?? 'no revision known'],
          ['script', script?.path ?? null],
          ['script SHA-256', script?.sha256 ?? null],
          ['passed variables', passedVariables.length === 0 ? null : passedVariables.join(', ')],
        ],
      ],
      ['Tools', toolFacts(manifest, environment)],
      ['Machine', machineFacts(environment)],
    ]),
    command: commandLine(manifest.command),
    options: optionsText(manifest.options),
  };
}
