import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GateError } from '../core/model/gate-error.ts';

/** An empty configuration: without it k6 would read the user's own. */
const EMPTY_CONFIG = '{}\n';

/** Files of one run below `.loadline/`. */
export interface RunFolder {
  /** Written where we start a subject. */
  readonly subjectLog: string;
  readonly toolLog: string;
  readonly emptyK6Config: string;
}

/**
 * Makes the folders, and begins the log of the tool: a disk that is full or not ours is found now and not in the middle of the run.
 * Throws GateError LOGS_NOT_WRITABLE.
 */
export function prepareRunFolder(loadlineDirectory: string, id: string): RunFolder {
  const logs = join(loadlineDirectory, 'logs');
  const k6 = join(loadlineDirectory, 'cache', 'k6');
  const folder: RunFolder = {
    subjectLog: join(logs, `${id}-subject.log`),
    toolLog: join(logs, `${id}-tool.log`),
    emptyK6Config: join(k6, 'empty-config.json'),
  };
  try {
    for (const path of [logs, k6]) mkdirSync(path, { recursive: true });
    ignoreInGit(loadlineDirectory);
    writeFileSync(folder.emptyK6Config, EMPTY_CONFIG);
    writeFileSync(folder.toolLog, `# ${id}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new GateError({
      code: 'LOGS_NOT_WRITABLE',
      message: `the logs of this run cannot be written below ${loadlineDirectory}: ${reasonOf(cause)}.`,
      advice: 'Free some space (old reports and logs lie there), or make the folder yours, and run again.',
      cause,
    });
  }
  return folder;
}

/** Records, reports and a k6 of 46 MB are nobody's code: "git add ." must not take them. An ignore file that is there is left as it is. */
function ignoreInGit(loadlineDirectory: string): void {
  try {
    writeFileSync(join(loadlineDirectory, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
  }
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  return code === 'ENOSPC' ? 'the disk is full' : String(code);
}
