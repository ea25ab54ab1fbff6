import { join, resolve } from 'node:path';
import { writeAtomically } from '../../store/atomic-file.ts';
import { makeBundle, sha256Of } from '../bundle/bundle.ts';
import type { Command } from '../command.ts';
import { loadConfig } from '../config.ts';
import { loadRecord } from '../load-record.ts';
import { loadlineVersion } from '../loadline-version.ts';
import { openStore } from '../open-store.ts';
import { text } from '../option-values.ts';
import { renderReport } from '../render-report.ts';
import { workspaceIn } from '../workspace.ts';

/** Packs a record, its report and their hashes into one archive that anybody can verify. */
export const bundle: Command = {
  name: 'bundle',
  summary:
    'pack a recorded run, comparison or measurement of claims, its report and their hashes into one archive (default: the newest)',
  usage: '[ID] [--out FILE]',
  positionals: 1,
  options: {
    out: { type: 'string', value: 'FILE', says: 'where to (default: .loadline/bundles/ID.zip)' },
    config: { type: 'string', value: 'FILE', says: 'config file (default: loadline.config.ts here)' },
  },

  async run(options, [named], context) {
    const loaded = await loadConfig(context.cwd, text(options, 'config'));
    const workspace = workspaceIn(loaded?.folder ?? context.cwd);
    const { record } = await loadRecord(openStore(workspace, loaded, context), named);
    const out = text(options, 'out');
    const path = out === undefined ? join(workspace.root, 'bundles', `${record.id}.zip`) : resolve(context.cwd, out);
    const archive = makeBundle(record, await renderReport(record), await loadlineVersion());
    await writeAtomically(path, archive, 'replace');
    context.stdout.write(`${path}\n`);
    context.stderr.write(`sha256 ${sha256Of(archive)}\n`);
    return 0;
  },
};
