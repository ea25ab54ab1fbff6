import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { InfraError } from './infra-error.ts';
import type { OrdinaryUser } from './ordinary-user.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { type PostgresCluster, superuser } from './postgres-cluster.ts';
import { postgresSettings } from './postgres-settings.ts';
import { processCommand } from './process-command.ts';
import { startService } from './service-process.ts';

/** Enough for the recovery that follows a crash in the middle of a seed. */
const readyMs = 120_000;

export interface PostgresServer {
  readonly url: string;
  readonly settings: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Whether a living run uses the cluster. The process table is the only witness: a server says in its own command line
 * whose it is (`cluster_name`). A server whose run is dead is about to be ended by its guardian: we wait for that, and
 * end it ourselves if need be. A `postmaster.pid` without its server (SIGKILL, reboot) is removed.
 */
export async function isInUse(data: string): Promise<boolean> {
  const pid = postmaster(data)?.pid;
  if (pid === undefined) return false;
  for (let waitedMs = 0; ; waitedMs += 100) {
    const command = processCommand(pid);
    if (command === null || !command.includes(data)) break;
    const owner = Number(/loadline-run-(\d+)/.exec(command)?.[1]);
    if (owner && processCommand(owner) !== null) return true;
    if (waitedMs === 6_000) signal(pid, 'SIGQUIT');
    if (waitedMs > 12_000) return true;
    await sleep(100);
  }
  if (postmaster(data)?.pid === pid) rmSync(join(data, 'postmaster.pid'), { force: true });
  return false;
}

/** Starts the server and waits until it answers. Another run may have taken the cluster, or the port, in between. */
export async function startServer(options: {
  readonly cluster: PostgresCluster;
  readonly binaries: PostgresBinaries;
  readonly user: OrdinaryUser | null;
  readonly logFile: string;
}): Promise<PostgresServer | 'in use'> {
  const { cluster, binaries, user, logFile } = options;
  const settings = postgresSettings();
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const service = await startService({
      file: join(binaries.directory, 'bin', 'postgres'),
      args: [
        ...['-D', cluster.data, '-p', String(port), '-c', `cluster_name=loadline-run-${process.pid}`],
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      logFile,
      stopSignal: 'SIGINT', // "fast": does not wait for clients
      user,
    });
    const deadline = Date.now() + readyMs;
    while (!service.hasEnded() && Date.now() < deadline) {
      const file = postmaster(cluster.data);
      if (file?.pid === service.pid && file.isReady) {
        const url = `postgres://${superuser}:${cluster.password}@127.0.0.1:${port}/postgres`;
        return { url, settings, stop: service.stop };
      }
      await sleep(20);
    }
    await service.stop();
    const log = service.logTail();
    if (/lock file "postmaster.pid" already exists/.test(log)) return 'in use';
    // The second: another server is about to write it.
    if (/Address already in use|lock file "postmaster.pid" is empty/.test(log) && attempt < 3) continue;
    throw new InfraError({
      code: 'POSTGRES_START',
      message: `PostgreSQL did not start:\n${log}`,
      advice: `The whole log is ${logFile}. If the data is damaged, remove ${cluster.data}/..: it is made again.`,
    });
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has just ended, or is not ours: the caller looks again
  }
}

/** What the server wrote of itself; `null` where there is no such file. */
function postmaster(data: string): { pid: number; isReady: boolean } | null {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, isReady: lines[7]?.trim() === 'ready' } : null;
  } catch {
    return null;
  }
}
