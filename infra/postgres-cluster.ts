import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InfraError } from './infra-error.ts';
import type { OrdinaryUser } from './ordinary-user.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { makePrivate } from './postgres-home.ts';

export interface PostgresCluster {
  readonly data: string;
  readonly password: string;
}

/** Owner of the cluster, inside the database. */
export const superuser = 'loadline';

/**
 * The cluster in `directory`, made where there is none: data and the file with its random password. It appears there
 * whole or not at all, however many processes try at once. Collation and encoding are the same on every machine.
 */
export async function postgresCluster(
  directory: string,
  binaries: PostgresBinaries,
  user: OrdinaryUser | null,
): Promise<PostgresCluster> {
  if (!existsSync(directory)) await create(directory, binaries, user);
  try {
    return { data: join(directory, 'data'), password: readFileSync(join(directory, 'password'), 'utf8').trim() };
  } catch (cause) {
    throw new InfraError({
      code: 'POSTGRES_FOLDER',
      message: `${directory} is not a database of ours, or another user made it`,
      advice: 'Run as the user who made it, or remove it: it is made again. Or set DATABASE_URL.',
      cause,
    });
  }
}

async function create(directory: string, binaries: PostgresBinaries, user: OrdinaryUser | null): Promise<void> {
  const partial = mkdtempSync(`${directory}.`);
  try {
    makePrivate(partial, user);
    const password = join(partial, 'password');
    writeFileSync(password, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
    if (user !== null) chownSync(password, user.uid, user.gid);
    await promisify(execFile)(
      join(binaries.directory, 'bin', 'initdb'),
      [
        ...['--pgdata', join(partial, 'data'), '--username', superuser, '--pwfile', password],
        ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-sync', '--no-instructions'],
        ...['--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      ],
      { cwd: '/', ...(user ?? {}) },
    );
    renameSync(partial, directory);
  } catch (cause) {
    if (existsSync(directory)) return; // another run was faster
    throw new InfraError({
      code: 'POSTGRES_INITDB',
      message: `the database cluster in ${directory} could not be made: ${reasonOf(cause)}`,
      advice: 'A full disk and a folder that cannot be written are the usual reasons. Or set DATABASE_URL.',
      cause,
    });
  } finally {
    rmSync(partial, { recursive: true, force: true }); // there no longer where all went well
  }
}

/** What a program said last before it failed, else what the system said of it. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const said = 'stderr' in cause ? String(cause.stderr).trim().split('\n').at(-1) : undefined;
  return said || cause.message;
}
