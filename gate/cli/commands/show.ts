import { problemsOfComparison } from '../../core/decide/set-aside.ts';
import type { Command } from '../command.ts';
import { loadConfig } from '../config.ts';
import { claimsSummary } from '../console/claims-table.ts';
import { comparisonSummary } from '../console/comparison-summary.ts';
import { runSummary } from '../console/run-summary.ts';
import { loadRecord } from '../load-record.ts';
import { openStore } from '../open-store.ts';
import { isSet, text } from '../option-values.ts';
import type { Recorded } from '../recorded.ts';
import { workspaceIn } from '../workspace.ts';

/** Shows a recorded run, comparison or measurement of claims as it was shown when it ended. */
export const show: Command = {
  name: 'show',
  summary: 'show a recorded run, comparison or measurement of claims again (default: the newest)',
  usage: '[ID] [--json]',
  positionals: 1,
  options: {
    config: { type: 'string', value: 'FILE', says: 'config file (default: loadline.config.ts here)' },
    json: { type: 'boolean', says: 'print the record as JSON instead' },
  },

  async run(options, [named], context) {
    const loaded = await loadConfig(context.cwd, text(options, 'config'));
    const store = openStore(workspaceIn(loaded?.folder ?? context.cwd), loaded, context);
    const { record } = await loadRecord(store, named);
    const places = [
      ['id', record.id],
      ['began', record.startedAt],
      ['commit', commitOf(record)],
      ['machine', `${record.environment.cpu}, ${record.environment.cores} cores`],
    ] as const;
    if (isSet(options, 'json')) context.stdout.write(`${JSON.stringify(record)}\n`);
    else if (record.format === 'loadline-run') context.stdout.write(runSummary(record, places, context.stdout));
    else if (record.format === 'loadline-claims') context.stdout.write(claimsSummary(record, places, context.stdout));
    else {
      const problems = problemsOfComparison(record);
      context.stdout.write(comparisonSummary(record, problems, places, context.stdout));
    }
    return 0;
  },
};

function commitOf(record: Recorded): string {
  if (record.format === 'loadline-comparison') return `${record.baseline.label} against ${record.candidate.label}`;
  const { git } = record.manifest;
  if (git === null) return 'no git';
  return `${git.commit.slice(0, 7)} of ${git.branch ?? 'no branch'}${git.isClean ? '' : ', with changes'}`;
}
