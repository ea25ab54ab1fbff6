import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { freePort } from '../../infra/free-port.ts';
import { type OrdinaryUser, ordinaryUser } from '../../infra/ordinary-user.ts';
import { type PostgresBinaries, postgresBinaries } from '../../infra/postgres-binaries.ts';
import { type PostgresCluster, postgresCluster, superuser } from '../../infra/postgres-cluster.ts';
import { postgresHome } from '../../infra/postgres-home.ts';
import { postgresSettings } from '../../infra/postgres-settings.ts';
import { type ServiceProcess, startService } from '../../infra/service-process.ts';

/** How PostgreSQL goes down: `fast` ends its clients and tidies up, `immediate` drops everything as in a crash. */
export type Shutdown = 'fast' | 'immediate';

const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;
const READY_MS = 60_000;
const cacheDirectory = fileURLToPath(new URL('../../.loadline/cache', import.meta.url));

interface Parts {
  readonly port: number;
  readonly folder: string;
  readonly cluster: PostgresCluster;
  readonly binaries: PostgresBinaries;
  readonly user: OrdinaryUser | null;
}

/** A real PostgreSQL with data of its own that can be stopped and started again, always on the same port. */
export class RestartablePostgres {
  readonly url: string;
  readonly #parts: Parts;
  #service: ServiceProcess | null = null;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.url = `postgres://${superuser}:${parts.cluster.password}@127.0.0.1:${parts.port}/postgres`;
  }

  /** Resolves when it answers. */
  static async create(): Promise<RestartablePostgres> {
    const user = ordinaryUser();
    const home = postgresHome(cacheDirectory, postgresBinaries(), user);
    const folder = join(home.directory, `restartable-${randomUUID()}`);
    const cluster = await postgresCluster(folder, home.binaries, user);
    const { binaries } = home;
    const postgres = new RestartablePostgres({ folder, cluster, binaries, user, port: await freePort() });
    await postgres.start();
    return postgres;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const { binaries, cluster, port, user } = this.#parts;
    this.#service = await startService({
      file: join(binaries.directory, 'bin', 'postgres'),
      args: [
        ...['-D', cluster.data, '-p', String(port), '-c', `cluster_name=loadline-run-${process.pid}`],
        ...Object.entries(postgresSettings()).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      logFile: join(cacheDirectory, '..', 'logs', 'restartable-postgres.log'),
      stopSignal: SIGNALS.fast,
      user,
    });
    const deadline = Date.now() + READY_MS;
    while (!(await answers(this.url))) {
      if (this.#service.hasEnded() || Date.now() > deadline) throw new Error(this.#service.logTail());
      await sleep(10);
    }
  }

  /** Resolves when it is gone. */
  async stop(how: Shutdown): Promise<void> {
    const service = this.#service;
    if (service === null) return;
    this.#service = null;
    process.kill(service.pid, SIGNALS[how]);
    await service.stop();
  }

  /** Stops it and removes its data. */
  async remove(): Promise<void> {
    await this.stop('immediate');
    rmSync(this.#parts.folder, { recursive: true, force: true });
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
