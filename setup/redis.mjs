import { findOnPath } from './find-on-path.mjs';
import { ask } from './run-command.mjs';
import { installSystemPackage } from './system-packages.mjs';

/** @typedef {{ file: string, version: string, source: 'REDIS_URL' | 'PATH' | 'container' }} FoundRedis */

/**
 * REDIS_URL, or a server on the PATH.
 * @returns {Promise<FoundRedis | null>}
 */
export async function findRedis(env = process.env) {
  if (env.REDIS_URL) return { file: 'REDIS_URL', version: 'external', source: 'REDIS_URL' };
  for (const name of ['redis-server', 'valkey-server']) {
    const file = findOnPath(name, env.PATH)[0];
    const version = file && / v=(\S+)/.exec((await ask(file, ['--version'])) ?? '')?.[1];
    if (file && version) return { file, version, source: 'PATH' };
  }
  return null;
}

/**
 * Where no server is: an engine that answers, in which a run starts a container.
 * @returns {Promise<FoundRedis | null>}
 */
export async function findContainerEngine(env = process.env) {
  for (const name of ['docker', 'podman']) {
    const file = findOnPath(name, env.PATH)[0];
    if (file && (await ask(file, ['info', '--format', 'ready'])) !== null) {
      return { file, version: 'in a container', source: 'container' };
    }
  }
  return null;
}

/** What to tell where there is none. */
export const withoutRedis =
  'no Redis: the run goes on with L1 alone and every L2 verdict is invalid. ' +
  'Install redis-server or valkey-server (apt, dnf, apk, brew), or set REDIS_URL.';

/**
 * @param {{ cache: string, logFolder: string, say: (text: string) => void }} options
 * @returns {Promise<FoundRedis | null>}
 */
export async function installRedis(options) {
  const names = { 'apt-get': 'redis-server', dnf: 'valkey', apk: 'redis', brew: 'redis' };
  return (await installSystemPackage(names, { ...options, service: 'redis-server' })) ? findRedis() : null;
}
