import { statfsSync } from 'node:fs';

/**
 * Settings of the embedded server: those of a database on which everything can be made again and whose numbers should
 * depend on the queries, not on the disk. The run record lists them. The same on every machine, so that runs compare.
 */
const settings = {
  listen_addresses: '127.0.0.1',
  // TCP only: the path of a socket may be too long, or closed to the user that the server runs as.
  unix_socket_directories: '',
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'all',
  // Two sides of a comparison, each with a pool of up to 60 for each of five domains.
  max_connections: '700',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  maintenance_work_mem: '128MB',
  work_mem: '8MB',
  random_page_cost: '1.1',
  // A commit does not wait for the disk. Unlike fsync=off this cannot damage the data that is kept between runs.
  synchronous_commit: 'off',
  // No replica will read the log, and no checkpoint should fall into a measurement.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '4GB',
  checkpoint_timeout: '30min',
  jit: 'off',
} as const;

/** The settings, and how parallel workers share memory: containers often have too small a /dev/shm for the default. */
export function postgresSettings(): Readonly<Record<string, string>> {
  return { ...settings, dynamic_shared_memory_type: hasRoomInShm() ? 'posix' : 'mmap' };
}

function hasRoomInShm(): boolean {
  try {
    const { bsize, blocks } = statfsSync('/dev/shm');
    return bsize * blocks >= 256 * 2 ** 20;
  } catch {
    return process.platform !== 'linux';
  }
}
