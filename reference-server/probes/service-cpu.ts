import { readFile } from 'node:fs/promises';
import type { Client } from 'pg';
import { unmeasured } from './probe.ts';

/** Of proc_stat(5), counted from the state, which follows the name in brackets. */
const FIELDS = { parent: 1, user: 11, system: 12, childUser: 13, childSystem: 14 } as const;

/**
 * CPU time, in ticks, of a server's process and of the PostgreSQL that it asks: of the backends of this database, and of the postmaster with
 * all of its children that have ended, such as parallel workers. Whoever else is on the machine is left out.
 */
export async function serviceCpu(serverPid: number, client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  const [server, ...backends] = await Promise.all([serverPid, ...rows.map(({ pid }) => pid)].map(ticksOf));
  const postmaster = await ticksOf(backends.find((one) => one !== null)?.parent ?? 0);
  if (server === undefined || server === null || postmaster === null)
    unmeasured('the CPU time of the server or of PostgreSQL cannot be read: is it on this machine?');
  return server.own + postmaster.own + postmaster.ended + backends.reduce((sum, one) => sum + (one?.own ?? 0), 0);
}

/** `null`: there is no such process any more. */
async function ticksOf(pid: number): Promise<Readonly<Record<'parent' | 'own' | 'ended', number>> | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const of = (name: keyof typeof FIELDS) => fields[FIELDS[name]] ?? Number.NaN;
  return { parent: of('parent'), own: of('user') + of('system'), ended: of('childUser') + of('childSystem') };
}
