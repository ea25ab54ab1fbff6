import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A way to run Redis that reads its configuration from stdin. */
export interface RedisCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly origin: 'installed' | 'container';
  /** `redis 7.0.15`, `valkey 8.1.3` */
  readonly version: string;
  /** What the server itself listens on; a container's port is mapped to ours. */
  readonly listen: { readonly host: string; readonly port: number };
}

const image = 'docker.io/valkey/valkey:8-alpine';
const run = promisify(execFile);

/** The first that can be run on this machine: a server on the PATH, else a container engine that answers. */
export async function redisCommand(port: number): Promise<RedisCommand | null> {
  for (const file of ['redis-server', 'valkey-server']) {
    const version = redisVersion(await answer(file, ['--version']));
    if (version) return { file, args: ['-'], origin: 'installed', version, listen: { host: '127.0.0.1', port } };
  }
  for (const file of ['docker', 'podman']) {
    if ((await answer(file, ['info', '--format', 'ready'])) === null) continue;
    const version = redisVersion(await answer(file, ['run', '--rm', image, 'valkey-server', '--version']));
    if (!version) continue;
    const args = ['run', '--rm', '--interactive', '--publish', `127.0.0.1:${port}:6379`, image, 'valkey-server', '-'];
    return { file, args, origin: 'container', version, listen: { host: '0.0.0.0', port: 6379 } };
  }
  return null;
}

/** From the first line of `--version`: `Redis server v=7.0.15 sha=…`, `Valkey server v=8.1.3 sha=…`. */
function redisVersion(output: string | null): string | null {
  const [, name, number] = /^(\w+) server v=([\d.]+)/.exec(output ?? '') ?? [];
  return name && number ? `${name.toLowerCase()} ${number}` : null;
}

async function answer(file: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await run(file, args, { timeout: 120_000 })).stdout;
  } catch {
    return null;
  }
}
