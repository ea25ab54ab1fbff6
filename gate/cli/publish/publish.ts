import { appendFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { ComparisonRecord } from '../../core/model/comparison-record.ts';
import type { RunRecord } from '../../core/model/run-record.ts';
import { writeAtomically } from '../../store/atomic-file.ts';
import type { CommandContext, OptionSpec, OptionValues } from '../command.ts';
import { text } from '../option-values.ts';
import type { Recorded } from '../recorded.ts';
import { annotations } from './annotations.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';

/** Options of everything whose outcome others want to read. */
export const PUBLISH_OPTIONS = {
  junit: { type: 'string', value: 'FILE', says: 'write the verdicts as JUnit XML, as most CI systems read it' },
  markdown: {
    type: 'string',
    value: 'FILE',
    says: 'write the verdicts as Markdown, such as the comment of a pull request',
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/**
 * Tells others of a run or a comparison: the files that were asked for, and within a GitHub workflow its step summary, outputs and
 * annotations (on stderr, so that `--json` stays JSON). Throws GateError STORE_NOT_WRITABLE where an asked file cannot be written; what GitHub's
 * own files do not take is told, and changes no outcome.
 */
export async function publish(
  record: RunRecord | ComparisonRecord,
  options: OptionValues,
  { cwd, environment, stderr }: Pick<CommandContext, 'cwd' | 'environment' | 'stderr'>,
): Promise<void> {
  const { GITHUB_STEP_SUMMARY, GITHUB_OUTPUT, GITHUB_ACTIONS, GITHUB_WORKSPACE = cwd } = environment.all;
  if (GITHUB_ACTIONS === 'true') stderr.write(annotations(record, withinRepository(record, cwd, GITHUB_WORKSPACE)));
  for (const [file, content] of [
    [GITHUB_STEP_SUMMARY, () => `${markdown(record)}\n`],
    [GITHUB_OUTPUT, () => `outcome=${record.outcome}\nid=${record.id}\n`],
  ] as const) {
    if (file === undefined || file === '') continue;
    await appendFile(file, content()).catch((error: Error) => {
      stderr.write(`What GitHub is told could not be written: ${error.message}\n`);
    });
  }
  await publishFiles(record, options, cwd);
}

/** Writes the files that were asked for. Throws GateError STORE_NOT_WRITABLE. */
export async function publishFiles(record: Recorded, options: OptionValues, cwd: string): Promise<void> {
  for (const [name, render] of [
    ['junit', junit],
    ['markdown', markdown],
  ] as const) {
    const file = text(options, name);
    if (file !== undefined) await writeAtomically(resolve(cwd, file), render(record), 'replace');
  }
}

/** The k6 script as GitHub names files; `null` where it lies outside of the repository, or there is none. */
function withinRepository(
  { manifest }: Pick<RunRecord | ComparisonRecord, 'manifest'>,
  cwd: string,
  root: string,
): string | null {
  if (manifest.script === null) return null;
  const path = relative(root, join(isAbsolute(manifest.script.path) ? '' : cwd, manifest.script.path));
  return path.startsWith('..') || isAbsolute(path) ? null : path;
}
