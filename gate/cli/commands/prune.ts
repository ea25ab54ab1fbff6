import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { choosePrunable, idsBeyond } from '../../core/history/choose-prunable.ts';
import { type LeftFile, notRemoved, removeFiles } from '../../store/remove-file.ts';
import { readAcceptances } from '../acceptance-ledger.ts';
import { usage } from '../arguments.ts';
import type { Command, OptionValues } from '../command.ts';
import { loadConfig } from '../config.ts';
import { openGitHistory, openLocalStore, openStore } from '../open-store.ts';
import { isSet, text, wholeNumber } from '../option-values.ts';
import { type Workspace, workspaceIn } from '../workspace.ts';

/** So many of the newest entries stay files of their own on a history branch. */
const LOOSE_ENTRIES = 100;

/** A file that a killed process left half written is surely nobody's any more. */
const ABANDONED_MS = 60 * 60 * 1000;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Removes old records, and with `--history` old history that nothing needs; on a history branch it bundles and drops the past. */
export const prune: Command = {
  name: 'prune',
  summary: 'remove old records, with their reports; never what a baseline or the ledger needs',
  usage: '--keep N | --older-than DAYS [--history] [--shared] [--dry-run]',
  positionals: 0,
  options: {
    keep: { type: 'string', value: 'N', says: 'keep the newest N runs, N comparisons and N measurements of claims' },
    'older-than': { type: 'string', value: 'DAYS', says: 'remove what is older, such as 90d' },
    history: { type: 'boolean', says: 'remove history entries too: by default they stay, for they are small' },
    shared: {
      type: 'boolean',
      says: 'also in the store that others share: LOADLINE_STORE, or the history branch, which is bundled as well',
    },
    'dry-run': { type: 'boolean', says: 'only tell what would be removed' },
    config: { type: 'string', value: 'FILE', says: 'config file (default: loadline.config.ts here)' },
  },

  async run(options, _positionals, context) {
    const limit = limitOf(options);
    const isDry = isSet(options, 'dry-run');
    const loaded = await loadConfig(context.cwd, text(options, 'config'));
    const folder = loaded?.folder ?? context.cwd;
    const workspace = workspaceIn(folder);
    const store = isSet(options, 'shared') ? openStore(workspace, loaded, context) : openLocalStore(workspace);
    const say = (sentence: string) => void context.stdout.write(`${sentence}\n`);
    const verb = isDry ? 'would remove' : 'removed';

    const left: LeftFile[] = [];

    for (const [name, shelf] of [
      ['runs', store.runs],
      ['comparisons', store.comparisons],
      ['measurements of claims', store.claims],
    ] as const) {
      const { ids, foreign } = await shelf.list();
      const asked = idsBeyond(ids, limit);
      const gone = isDry ? { removed: asked, left: [] } : await shelf.remove(asked);
      left.push(...gone.left);
      if (!isDry) left.push(...(await removeReports(workspace, gone.removed)));
      say(`${verb} ${gone.removed.length} ${name}`);
      for (const one of foreign) context.stderr.write(`${one} is no record, and stays among the ${name}\n`);
    }
    if (isSet(options, 'history')) {
      const { entries } = await store.history.entries({});
      const asked = idsBeyond((await store.history.list()).ids, limit);
      const { removed, baselines, accepted } = choosePrunable(asked, entries, await readAcceptances(folder));
      const gone = isDry ? { removed, left: [] } : await store.history.remove(removed);
      left.push(...gone.left);
      say(`${verb} ${gone.removed.length} history entries`);
      if (baselines.length > 0) say(`kept ${baselines.length} older history entries that baselines are made of`);
      if (accepted.length > 0) say(`kept ${accepted.length} older history entries that loadline.accepted.json names`);
    }
    const branch = isSet(options, 'shared') && !isDry ? openGitHistory(loaded, context) : null;
    if (branch !== null) say(`bundled ${await branch.compact(LOOSE_ENTRIES)} entries of the history branch`);
    if (!isDry) left.push(...(await removeAbandoned(workspace)));
    if (left.length > 0) throw notRemoved(left);
    return 0;
  },
};

function limitOf(options: OptionValues): Parameters<typeof idsBeyond>[1] {
  const count = wholeNumber(options, 'keep', prune);
  const age = text(options, 'older-than');
  if ((count === undefined) === (age === undefined)) {
    throw usage('"loadline prune" takes one of --keep and --older-than.', prune);
  }
  if (count !== undefined) return { kind: 'keep', count };
  const days = /^(\d{1,5})d?$/.exec(age ?? '')?.[1];
  if (days === undefined) throw usage(`--older-than takes a number of days such as 90d, not "${age}".`, prune);
  return { kind: 'before', time: new Date(Date.now() - Number(days) * DAY_MS).toISOString() };
}

function removeReports({ reports }: Workspace, ids: readonly string[]): Promise<readonly LeftFile[]> {
  return removeFiles(ids.map((id) => join(reports, `${id}.html`)));
}

/** Temporary files of processes that were killed while they wrote. */
async function removeAbandoned({ root }: Workspace): Promise<readonly LeftFile[]> {
  const abandoned: string[] = [];
  for (const folder of ['runs', 'comparisons', 'claims', 'history', 'reports']) {
    const names = await readdir(join(root, folder)).catch(() => []);
    for (const name of names.filter((one) => one.endsWith('.tmp'))) {
      const path = join(root, folder, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
      if (mtimeMs < Date.now() - ABANDONED_MS) abandoned.push(path);
    }
  }
  return removeFiles(abandoned);
}
