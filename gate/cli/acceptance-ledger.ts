import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GateError } from '../core/model/gate-error.ts';
import type { Acceptance } from '../core/model/history.ts';
import { acceptanceText, parseAcceptances } from '../ingest/acceptances.ts';
import { writeAtomically } from '../store/atomic-file.ts';
import { removeFile } from '../store/remove-file.ts';

/** The ledger of accepted changes, beside the config; committed and reviewed like code. */
function ledgerPath(folder: string): string {
  return join(folder, 'loadline.accepted.json');
}

/** What was accepted, expired or not; nothing where there is no ledger. Throws GateError RECORD_UNREADABLE or RECORD_TOO_NEW. */
export async function readAcceptances(folder: string): Promise<readonly Acceptance[]> {
  const path = ledgerPath(folder);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new GateError({
      code: 'RECORD_UNREADABLE',
      message: `${path} could not be read.`,
      advice: 'Check that it belongs to you.',
      cause,
    });
  }
  return parseAcceptances(text, path);
}

const ATTEMPTS = 50;
const PAUSE_MS = 100;

/** Adds to the ledger, also beside another command that does so. Returns its path. Throws GateError LEDGER_BUSY. */
export async function addAcceptance(folder: string, acceptance: Acceptance): Promise<string> {
  const path = ledgerPath(folder);
  const lock = `${path}.lock`;
  await takeLock(lock);
  try {
    const before = await readAcceptances(folder);
    await writeAtomically(path, acceptanceText([...before, acceptance]), 'replace');
    return path;
  } finally {
    await removeFile(lock);
  }
}

async function takeLock(lock: string): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      await writeAtomically(lock, '', 'create');
      return;
    } catch (error) {
      if (!(error instanceof GateError) || error.code !== 'RECORD_EXISTS') throw error;
      await sleep(PAUSE_MS);
    }
  }
  throw new GateError({
    code: 'LEDGER_BUSY',
    message: `${lock} is there: another command writes the ledger, or one was killed while it did.`,
    advice: 'Wait for the other command, or remove that file.',
  });
}
