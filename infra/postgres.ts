import { join } from 'node:path';
import { InfraError } from './infra-error.ts';
import { ordinaryUser } from './ordinary-user.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { postgresCluster } from './postgres-cluster.ts';
import { postgresHome } from './postgres-home.ts';
import { isInUse, startServer } from './postgres-server.ts';

export interface PostgresOptions {
  /** The project's cache folder; the data stays in `postgres-<major>` under it from run to run. */
  readonly directory: string;
  /** DATABASE_URL: a PostgreSQL that runs already. It is used as it is, and never stopped. */
  readonly url?: string | undefined;
  /** Where the server's log goes, `<name of the cluster>.log`. Default: `directory`. */
  readonly logDirectory?: string;
}

export interface RunningPostgres {
  /** With user and password: not for logs, records or reports. */
  readonly url: string;
  readonly origin: 'external' | 'embedded';
  /** `18.4`; `null` where the server is not ours: ask it. */
  readonly version: string | null;
  /** What it was started with; empty where the server is not ours. */
  readonly settings: Readonly<Record<string, string>>;
  /** Folder of the cluster; `null` where the server is not ours. */
  readonly directory: string | null;
  /** Returns when it is gone. It also ends when this process does, in whatever way. */
  stop(): Promise<void>;
}

/** How many runs of one checkout may have a database at the same time. */
const clusters = 4;

/**
 * A PostgreSQL for this run: the external one, else an embedded one on a free port of the loopback interface.
 * A cluster serves one run at a time. A second run on the same folder gets a cluster of its own (`postgres-18-2`), which
 * is kept and used again in the same way; the fifth at once is refused.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  if (options.url) {
    return { url: options.url, origin: 'external', version: null, settings: {}, directory: null, stop: async () => {} };
  }
  const user = ordinaryUser();
  const home = postgresHome(options.directory, postgresBinaries(), user);
  const { binaries } = home;
  for (let number = 1; number <= clusters; number += 1) {
    const name = `postgres-${Number.parseInt(binaries.version, 10)}${number === 1 ? '' : `-${number}`}`;
    const directory = join(home.directory, name);
    const cluster = await postgresCluster(directory, binaries, user);
    if (await isInUse(cluster.data)) continue;
    const logFile = join(options.logDirectory ?? options.directory, `${name}.log`);
    const server = await startServer({ cluster, binaries, user, logFile });
    if (server === 'in use') continue;
    return { ...server, origin: 'embedded', version: binaries.version, directory };
  }
  throw new InfraError({
    code: 'POSTGRES_BUSY',
    message: `${clusters} runs of this checkout use a database already`,
    advice: 'Wait until one of them ends, or set DATABASE_URL to a PostgreSQL of your own.',
  });
}
