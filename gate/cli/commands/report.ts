import type { Command } from '../command.ts';
import { loadConfig } from '../config.ts';
import { loadRecord } from '../load-record.ts';
import { openStore } from '../open-store.ts';
import { text } from '../option-values.ts';
import { PUBLISH_OPTIONS, publishFiles } from '../publish/publish.ts';
import { publishReport } from '../publish-report.ts';
import { workspaceIn } from '../workspace.ts';

/** Writes the report of a recorded run, comparison or measurement of claims again, from its record alone. */
export const report: Command = {
  name: 'report',
  summary: 'write the HTML report of a recorded run, comparison or measurement of claims again (default: the newest)',
  usage: '[ID] [OPTIONS]',
  positionals: 1,
  options: {
    config: { type: 'string', value: 'FILE', says: 'config file (default: loadline.config.ts here)' },
    ...PUBLISH_OPTIONS,
  },

  async run(options, [named], context) {
    const loaded = await loadConfig(context.cwd, text(options, 'config'));
    const workspace = workspaceIn(loaded?.folder ?? context.cwd);
    const { record, isNewest } = await loadRecord(openStore(workspace, loaded, context), named);
    context.stdout.write(`${await publishReport(record, workspace, isNewest)}\n`);
    await publishFiles(record, options, context.cwd);
    return 0;
  },
};
